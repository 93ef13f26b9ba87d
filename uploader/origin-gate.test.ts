import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fc } from '../fixtures/property-testing.ts';
import {
  type AttemptFailure,
  gateAfterAnswer,
  gateAfterCure,
  gateAfterFailure,
  gateAfterQuestion,
  isDown,
  mayAttempt,
  type OriginGate,
  openGate,
} from './origin-gate.ts';

const limits = {
  unstable: { retryMinMs: 100, retryMaxMs: 1_000 },
  blocked: { retryMinMs: 2_000, retryMaxMs: 20_000 },
  toleratedFailures: 4,
  questionMs: 1_000,
};
const error = { code: 'ORIGIN_UNSTABLE', message: 'reset' } as const;

function fail(gate: OriginGate, failure: Partial<AttemptFailure>, nowMs: number): OriginGate {
  const clock = { nowMs, random: 1 };
  return gateAfterFailure(gate, { class: 'answered', error, startedMs: nowMs, ...failure }, clock, limits);
}

/** A gate that the failure after the tolerated ones has closed. */
function failing(nowMs: number): OriginGate {
  let gate = openGate;
  for (let i = 0; i <= limits.toleratedFailures; i += 1) gate = fail(gate, {}, nowMs);
  return gate;
}

test('an open gate lets any number through, a closed one a single attempt when its wait is over', () => {
  assert.ok(mayAttempt(openGate, 0, Array(99).fill(0)));
  const closed = failing(1_000);
  assert.ok(closed.state === 'waiting' && closed.untilMs === 1_100);
  assert.deepEqual(
    [mayAttempt(closed, 1_099, []), mayAttempt(closed, 1_100, [900]), mayAttempt(closed, 1_100, [1_100])],
    [false, true, false],
  );
});

test('a few failures in a row close nothing, whatever wait they wish for', () => {
  let gate = openGate;
  for (let i = 0; i < limits.toleratedFailures; i += 1) {
    gate = fail(gate, { retryAfterMs: 60_000 }, 10 * i);
    assert.equal(gate.state, 'open');
  }
  assert.equal(fail(gate, {}, 100).state, 'waiting');
});

test('the failures of attempts that were under way when the gate closed count as one', () => {
  const closed = failing(1_000);
  assert.equal(fail(closed, { startedMs: 950 }, 1_050), closed);
  const again = fail(closed, { startedMs: 1_100 }, 1_200);
  assert.ok(again.state === 'waiting' && again.untilMs === 1_400);
});

test('a block is news to a gate that only waits, and counts from the start', () => {
  const waiting = fail(failing(0), {}, 500);
  const blocked = fail(waiting, { class: 'blocked', startedMs: 0 }, 600);
  assert.ok(blocked.state === 'blocked' && blocked.failures === 1 && blocked.untilMs === 2_600);
  assert.equal(fail(blocked, { class: 'silent', startedMs: 0 }, 700), blocked);
});

test('the origin may ask for a longer wait, within reason', () => {
  const asked = fail(failing(0), { retryAfterMs: 5_000 }, 100);
  assert.ok(asked.state !== 'open' && asked.untilMs === 5_100);
  const absurd = fail(failing(0), { retryAfterMs: 1e15 }, 100);
  assert.ok(absurd.state !== 'open' && absurd.untilMs === 300_100);
});

test('silence is asked about at once; an answer opens the gate, or after many failures lets one attempt through', () => {
  const once = fail(openGate, { class: 'silent' }, 1_000);
  assert.ok(isDown(once) && once.untilMs === 1_000 && !mayAttempt(once, 1e9, []));
  assert.deepEqual(gateAfterAnswer(once, 1_010, limits), { state: 'open', failures: 1 });
  const often = fail(failing(0), { class: 'silent' }, 1_000);
  assert.ok(isDown(often));
  const trial = gateAfterAnswer(often, 1_010, limits);
  assert.ok(trial.state === 'waiting' && trial.untilMs === 1_200);
  assert.ok(mayAttempt(trial, 1_200, [500]) && !mayAttempt(trial, 1_200, [1_200]));
});

const step = fc.record({
  kind: fc.constantFrom('silent' as const, 'answered' as const, 'blocked' as const, 'answer' as const),
  startedAgoMs: fc.nat(10_000),
  retryAfterMs: fc.option(fc.double({ min: 0, noNaN: true }), { nil: undefined }),
  afterMs: fc.nat(100_000),
  random: fc.double({ min: 0, max: 0.999, noNaN: true }),
});

test('whatever fails, the gate always lets a question or an attempt through again', () => {
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 40 }), (steps) => {
      let gate = openGate;
      let nowMs = 0;
      for (const { kind, afterMs, startedAgoMs, random, retryAfterMs } of steps) {
        nowMs += afterMs;
        const clock = { nowMs, random };
        const startedMs = Math.max(0, nowMs - startedAgoMs);
        if (kind !== 'answer') {
          gate = gateAfterFailure(gate, { class: kind, error, startedMs, retryAfterMs }, clock, limits);
        } else if (isDown(gate)) gate = gateAfterAnswer(gate, nowMs, limits);
        if (gate.state === 'open') continue;
        assert.ok(gate.untilMs <= nowMs + 300_000);
        if (isDown(gate)) gate = gateAfterQuestion(gate, clock, limits);
        else assert.ok(mayAttempt(gate, gate.untilMs, []));
      }
    }),
  );
});

test('a dead origin is asked at most once a pace, by encoders that do not march in step', () => {
  const random = fc.double({ min: 0, max: 0.999, noNaN: true });
  fc.assert(
    fc.property(random, fc.integer({ min: 1, max: 100 }), (phase, count) => {
      const down = fail(openGate, { class: 'silent' }, 0);
      assert.ok(isDown(down));
      let gate = down;
      const askedMs: number[] = [];
      for (let i = 0; i < count; i += 1) {
        askedMs.push(gate.untilMs);
        gate = gateAfterQuestion(gate, { nowMs: gate.untilMs, random: phase }, limits);
      }
      assert.ok(askedMs.every((at, i) => i === 0 || at - (askedMs[i - 1] ?? 0) >= limits.questionMs - 1e-6));
      if (count > 1) assert.ok(Math.abs((askedMs.at(-1) ?? 0) - (count - 1 + phase) * 1_000) < 1e-3);
    }),
  );
});

/** Plays attempts of equal length against a gate. @returns when attempts began, and how many ran at once at most */
function play(
  isFailure: (attempt: number) => boolean,
  concurrency: number,
  untilMs: number,
): { begunMs: number[]; gates: OriginGate[] } {
  let gate = openGate;
  const begunMs: number[] = [];
  const gates: OriginGate[] = [];
  let running: { attempt: number; startedMs: number }[] = [];
  for (let nowMs = 0; nowMs < untilMs; nowMs += 10) {
    for (const done of running.filter(({ startedMs }) => startedMs + 50 <= nowMs)) {
      running = running.filter((one) => one !== done);
      gate = isFailure(done.attempt) ? fail(gate, { startedMs: done.startedMs }, nowMs) : openGate;
      gates.push(gate);
    }
    while (
      running.length < concurrency &&
      mayAttempt(
        gate,
        nowMs,
        running.map(({ startedMs }) => startedMs),
      )
    ) {
      running.push({ attempt: begunMs.length, startedMs: nowMs });
      begunMs.push(nowMs);
    }
  }
  return { begunMs, gates };
}

test('an origin that only fails gets a bounded number of attempts, and then one at a time', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 16 }), (concurrency) => {
      const { begunMs } = play(() => true, concurrency, 60_000);
      const begun = begunMs.slice(limits.toleratedFailures + concurrency);
      assert.ok(begun.length > 10, 'it is still tried');
      assert.ok(begun.every((at, i) => i === 0 || at - (begun[i - 1] ?? 0) >= 50));
      // At the cap of the backoff, whose longest wait the play always takes.
      const late = begun.filter((at) => at > 30_000);
      assert.ok(late.length <= 30_000 / limits.unstable.retryMaxMs);
    }),
    { numRuns: 20 },
  );
});

test('a healthy origin is never held up by failures among successes', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 16 }),
      fc.integer({ min: 0, max: limits.toleratedFailures }),
      (concurrency, row) => {
        const { begunMs, gates } = play((attempt) => attempt % (row + 1) !== row, concurrency, 10_000);
        assert.ok(gates.every((gate) => gate.state === 'open'));
        assert.ok(begunMs.length >= (10_000 / 60) * concurrency - concurrency);
      },
    ),
    { numRuns: 40 },
  );
});

test('a cure lets one attempt through at once, and what began before it says nothing new', () => {
  const blocked = fail(fail(openGate, { class: 'blocked' }, 100), { class: 'blocked' }, 4_000);
  assert.ok(blocked.state === 'blocked' && !mayAttempt(blocked, 4_100, []));
  const cured = gateAfterCure(blocked, 4_200);
  assert.ok(mayAttempt(cured, 4_200, [3_000]), 'what is under way since before does not count');
  assert.ok(!mayAttempt(cured, 4_300, [4_250]), 'one at a time');
  assert.equal(fail(cured, { class: 'blocked', startedMs: 4_100 }, 4_300), cured);
  const again = fail(cured, { class: 'blocked', startedMs: 4_250 }, 4_400);
  assert.ok(again.state === 'blocked' && again.untilMs === 6_400, 'the waits begin anew');
});

test('a cure changes nothing for a gate that is not blocked', () => {
  const closed = failing(1_000);
  assert.equal(gateAfterCure(closed, 1_050), closed);
  assert.equal(gateAfterCure(openGate, 1_050), openGate);
});
