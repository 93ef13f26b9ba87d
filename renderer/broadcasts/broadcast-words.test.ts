import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { BroadcastSnapshot, OriginSnapshot } from '../../contract/snapshot.ts';
import type { OriginVerifyReport } from '../../contract/verify-report.ts';
import { broadcastWords, gaps, mediaSeconds, sortBroadcasts } from './broadcast-words.ts';
import { findings, verdict } from './verify-words.ts';

const origin = (change: Partial<OriginSnapshot> = {}): OriginSnapshot => ({
  url: 's3://bucket',
  state: 'open',
  trouble: null,
  workers: 1,
  networkInterface: null,
  pendingFiles: 0,
  pendingBytes: 0,
  blockedFiles: 0,
  lostFiles: 0,
  lostSegments: 0,
  verifiedFiles: 1,
  verifiedBytes: 1,
  deliveredSegments: 1,
  verifiedSegments: 1,
  oldestUnverifiedSeconds: null,
  deliveryOrder: 'complete',
  complete: false,
  optional: false,
  ...change,
});

const broadcast = (change: Partial<BroadcastSnapshot> = {}): BroadcastSnapshot => ({
  name: 'sunday',
  phase: 'delivering',
  startedAt: '2026-01-01T10:00:00.000Z',
  endedAt: null,
  handedOverAt: null,
  container: 'ts',
  variants: [
    { name: '720p', segments: 10, gaps: 1, seconds: 20 },
    { name: '360p', segments: 9, gaps: 2, seconds: 18 },
  ],
  origins: [origin()],
  ...change,
});

describe('a broadcast in words', () => {
  it('is what its phase and its origins say', () => {
    const word = (change: Partial<BroadcastSnapshot>, onAir: string | null = null) =>
      broadcastWords(broadcast(change), onAir).word;
    assert.equal(word({ phase: 'capturing' }, 'sunday'), 'On air');
    assert.equal(word({ phase: 'capturing' }, 'other'), 'Interrupted');
    assert.equal(word({ phase: 'complete' }), 'Complete');
    assert.equal(word({}), 'Delivering');
    assert.equal(word({ origins: [origin({ state: 'blocked' })] }), 'Blocked');
    assert.equal(word({ handedOverAt: '2026-01-01T10:00:00.000Z' }), 'Handed over');
    assert.equal(word({ origins: [origin({ complete: true }), origin({ optional: true })] }), 'Delivered');
  });

  it('is as long as its longest variant, and lacks what any lacks', () => {
    assert.equal(mediaSeconds(broadcast()), 20);
    assert.equal(gaps(broadcast()), 3);
    assert.equal(mediaSeconds(broadcast({ variants: [] })), 0);
  });

  it('stands before others while it is on air, and then while it lacks something', () => {
    const list = [
      broadcast({ name: 'old', phase: 'complete', startedAt: '2026-01-01T00:00:00.000Z' }),
      broadcast({ name: 'new', phase: 'complete', startedAt: '2026-01-03T00:00:00.000Z' }),
      broadcast({ name: 'lacking', startedAt: '2025-01-01T00:00:00.000Z' }),
      broadcast({ name: 'live', phase: 'capturing', startedAt: '2025-02-01T00:00:00.000Z' }),
    ];
    assert.deepEqual(
      sortBroadcasts(list).map(({ name }) => name),
      ['live', 'lacking', 'new', 'old'],
    );
  });
});

describe('a verification in words', () => {
  const report = (change: Partial<OriginVerifyReport> = {}): OriginVerifyReport => ({
    url: 's3://bucket',
    listedBy: 'catalog',
    objects: 4,
    verified: 4,
    missing: 0,
    mismatched: 0,
    unanswered: 0,
    verifiedBytes: 4,
    attested: 4,
    readBack: 0,
    pendingFiles: 0,
    receipt: 'valid',
    signer: 'abcdef0123456789abcdef',
    trouble: null,
    problems: [],
    ...change,
  });
  const all = (ok: boolean, change: Partial<OriginVerifyReport> = {}) =>
    verdict({ broadcast: 'sunday', deep: false, ok, origins: [report(change)] });

  it('tells a difference from an answer that did not come', () => {
    assert.equal(all(true).tone, 'good');
    assert.equal(all(false, { unanswered: 4 }).tone, 'warn');
    assert.equal(all(false, { missing: 1 }).word, '1 object does not match what was recorded.');
    assert.equal(all(false, { missing: 1, mismatched: 2 }).word, '3 objects do not match what was recorded.');
  });

  it('lists what was found, and no zeros', () => {
    assert.deepEqual(findings(report()), [
      '4 of 4 objects verified, as listed by the catalog',
      '4 proved by the origin’s own SHA-256',
      'Receipt valid, signed with key abcdef0123456789',
    ]);
    assert.deepEqual(
      findings(report({ verified: 3, attested: 0, readBack: 3, missing: 1, receipt: 'none' })).slice(1),
      ['3 proved by reading back', '1 missing', 'No receipt yet: the broadcast is not complete there'],
    );
  });
});
