import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  type AttemptFailure,
  gateAfterFailure,
  mayAttempt,
  type OriginGate,
  openGate,
} from './origin-gate.ts';

const limits = {
  unstable: { retryMinMs: 100, retryMaxMs: 1_000 },
  blocked: { retryMinMs: 2_000, retryMaxMs: 20_000 },
};
const error = { code: 'ORIGIN_UNSTABLE', message: 'reset' } as const;

function fail(gate: OriginGate, failure: Partial<AttemptFailure>, nowMs: number): OriginGate {
  return gateAfterFailure(
    gate,
    { class: 'unstable', error, startedMs: nowMs, ...failure },
    { nowMs, random: 1 },
    limits,
  );
}

test('an open gate lets any number through, a closed one a single probe when its wait is over', () => {
  assert.ok(mayAttempt(openGate, 0, 99));
  const closed = fail(openGate, {}, 1_000);
  assert.ok(closed.state === 'waiting' && closed.untilMs === 1_100);
  assert.deepEqual(
    [mayAttempt(closed, 1_099, 0), mayAttempt(closed, 1_100, 0), mayAttempt(closed, 1_100, 1)],
    [false, true, false],
  );
});

test('the failures of attempts that were under way when the gate closed count as one', () => {
  const closed = fail(openGate, { startedMs: 900 }, 1_000);
  assert.equal(fail(closed, { startedMs: 950 }, 1_050), closed);
  const again = fail(closed, { startedMs: 1_100 }, 1_200);
  assert.ok(again.state === 'waiting' && again.failures === 2 && again.untilMs === 1_400);
});

test('a block is news to a gate that only waits, and counts from the start', () => {
  const waiting = fail(fail(openGate, {}, 0), {}, 500);
  const blocked = fail(waiting, { class: 'blocked', startedMs: 0 }, 600);
  assert.ok(blocked.state === 'blocked' && blocked.failures === 1 && blocked.untilMs === 2_600);
});

test('the origin may ask for a longer wait, within reason', () => {
  const asked = fail(openGate, { retryAfterMs: 5_000 }, 0);
  assert.ok(asked.state !== 'open' && asked.untilMs === 5_000);
  const absurd = fail(openGate, { retryAfterMs: 1e15 }, 0);
  assert.ok(absurd.state !== 'open' && absurd.untilMs === 300_000);
});

test('whatever fails, the gate always lets a probe through again', () => {
  const failure = fc.record({
    class: fc.constantFrom('unstable' as const, 'blocked' as const),
    startedAgoMs: fc.nat(10_000),
    retryAfterMs: fc.option(fc.double({ min: 0, noNaN: true }), { nil: undefined }),
    afterMs: fc.nat(100_000),
    random: fc.double({ min: 0, max: 0.999, noNaN: true }),
  });
  fc.assert(
    fc.property(fc.array(failure, { minLength: 1, maxLength: 40 }), (failures) => {
      let gate = openGate;
      let nowMs = 0;
      for (const { afterMs, startedAgoMs, random, ...rest } of failures) {
        nowMs += afterMs;
        const startedMs = Math.max(0, nowMs - startedAgoMs);
        gate = gateAfterFailure(gate, { ...rest, error, startedMs }, { nowMs, random }, limits);
        assert.ok(gate.state !== 'open' && gate.untilMs <= nowMs + 300_000);
        assert.ok(mayAttempt(gate, gate.untilMs, 0));
      }
    }),
  );
});
