import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Alarm } from '../../contract/api/alarm.ts';
import { nextAnnouncement, nothingAnnounced } from './announce.ts';

const alarm = (id: string, change: Partial<Alarm> = {}): Alarm => ({
  id,
  kind: 'silence',
  severity: 'warning',
  subject: null,
  message: `${id} is wrong.`,
  cure: 'Mend it.',
  raisedAt: '2026-11-21T10:00:00Z',
  clearedAt: null,
  acknowledgedAt: null,
  ...change,
});

test('a new alarm is said at once, and only once', () => {
  const said = nextAnnouncement(nothingAnnounced, [alarm('a')], 0);
  assert.equal(said.text, 'Alarm: Silence. a is wrong. Mend it.');
  assert.equal(nextAnnouncement(said, [alarm('a')], 60_000), said);
});

test('alarms of a burst are said together, 10 s later', () => {
  const said = nextAnnouncement(nothingAnnounced, [alarm('a')], 0);
  const burst = [alarm('a'), alarm('b'), alarm('c')];
  const tooSoon = nextAnnouncement(said, burst, 9000);
  assert.equal(tooSoon.text, said.text);
  assert.equal(
    nextAnnouncement(tooSoon, burst, 10_000).text,
    'Alarm: Silence. b is wrong. Mend it. And 1 more.',
  );
});

test('one that came back is said again, an acknowledged one is not', () => {
  const said = nextAnnouncement(nothingAnnounced, [alarm('a')], 0);
  const cleared = nextAnnouncement(said, [], 20_000);
  assert.equal(nextAnnouncement(cleared, [alarm('a')], 40_000).atMs, 40_000);
  const seen = alarm('b', { acknowledgedAt: '2026-11-21T10:00:00Z' });
  assert.equal(nextAnnouncement(said, [alarm('a'), seen], 40_000), said);
});
