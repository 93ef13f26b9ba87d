import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AssignedAnswer } from '../../contract/network/directory-calls.ts';
import { openAnswerCache } from './answer-cache.ts';
import { type HeldAnswer, holdNext, holdThrough, isDue } from './held-answers.ts';

const answer = (epoch: number, primary = 'mid-1'): AssignedAnswer => ({
  kind: 'assigned',
  broadcast: 'sunday',
  epoch,
  algorithm: { name: 'least-loaded', version: 1 },
  main: { name: 'main', nodeUrl: 'https://main:1' },
  servers: [{ name: primary, nodeUrl: `https://${primary}:1` }],
  ttlSeconds: 30,
});
const unknown = (epoch: number) => ({ kind: 'unknown' as const, broadcast: 'sunday', epoch });
const nothing = { save: () => undefined };

function heldAt(epoch: number, nowMs: number): HeldAnswer {
  const held = holdNext(undefined, answer(epoch), epoch, nowMs);
  assert.ok(held);
  return held;
}

test('an answer is asked for again when its time is over or a newer epoch was heard of', () => {
  const held = heldAt(5, 1_000);
  assert.equal(isDue(held, 5, 31_000), false);
  assert.equal(isDue(held, 5, 31_001), true);
  assert.equal(isDue(held, 6, 1_001), true);
});

test('news that name what has changed spare the question for all else', () => {
  const held = heldAt(5, 1_000);
  const through = (since: number, changed: string[] | undefined) =>
    holdThrough(held, { epoch: 9, since, ...(changed && { changed }) }).atEpoch;
  assert.equal(through(5, ['monday']), 9);
  assert.equal(through(5, ['sunday']), 5);
  assert.equal(through(5, undefined), 5);
  // What happened between 5 and 6 is not told.
  assert.equal(through(6, []), 5);
});

test('the answer of a member that is behind does not replace a newer one', () => {
  const held = heldAt(5, 1_000);
  const next = holdNext(held, answer(4, 'mid-9'), 5, 2_000);
  assert.equal(next?.answer, held.answer);
  assert.equal(next && isDue(next, 6, 2_001), false);
  assert.deepEqual(holdNext(held, unknown(4), 5, 2_000)?.answer, held.answer);
});

test('the directory is believed after a while only that what it knew is unknown, whether it has begun anew or not', () => {
  for (const epoch of [1, 40, 41]) {
    let held = holdNext(heldAt(40, 0), unknown(epoch), epoch, 20_000);
    assert.ok(held);
    assert.equal(isDue(held, epoch, 20_999), false);
    held = holdNext(held, unknown(epoch), epoch, 79_999);
    assert.ok(held);
    assert.equal(holdNext(held, unknown(epoch), epoch, 80_000), undefined);
    assert.equal(holdNext(held, answer(42, 'mid-2'), 42, 79_999)?.answer.servers[0]?.name, 'mid-2');
  }
});

test('what is known is answered, listeners are told when other servers come, and unknown is remembered', () => {
  const cache = openAnswerCache([answer(3)], nothing);
  assert.deepEqual([cache.epoch(), cache.answer('sunday')], [3, answer(3)]);
  assert.equal(cache.look('sunday').isDue, true);
  const told: string[] = [];
  const end = cache.onChange(({ servers }) => told.push(servers[0]?.name ?? ''));
  for (const each of [answer(4), answer(5, 'mid-2'), answer(6, 'mid-2'), answer(7, 'mid-3')]) {
    cache.hearEpoch(each.epoch);
    cache.keep(each);
  }
  assert.deepEqual(told, ['mid-2', 'mid-3']);
  assert.deepEqual(cache.outdated(), []);
  end();
  cache.hearNews({ epoch: 8, since: 7, changed: ['sunday'] });
  assert.deepEqual(cache.outdated(), ['sunday']);
  assert.equal(cache.keep(unknown(8)).kind, 'assigned');
  assert.deepEqual(cache.keep({ ...unknown(8), broadcast: 'monday' }), { kind: 'unknown' });
  assert.deepEqual(cache.look('monday'), { servers: { kind: 'unknown' }, isDue: false });
});

test('when nobody answers, what is held holds and is not asked for at once again', () => {
  const cache = openAnswerCache([answer(3)], nothing);
  assert.equal(cache.keepOn('sunday').kind, 'assigned');
  assert.equal(cache.look('sunday').isDue, false);
  assert.deepEqual(cache.keepOn('monday'), { kind: 'unreachable' });
});
