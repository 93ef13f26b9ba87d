import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type SessionState, sessionStates } from '../../contract/api/session.ts';
import { fc } from '../../fixtures/property-testing.ts';
import type { Verdict } from './judge-session.ts';
import { beginSession, holdMs, type SettledSession, settleSession } from './settle-session.ts';

const onAir: readonly SessionState[] = ['live', 'degraded', 'reconnecting'];
const longestHoldMs = 3_000;

/** Looks at the facts, each so many milliseconds after the one before. */
const looks = fc.array(
  fc.record({ state: fc.constantFrom(...sessionStates), afterMs: fc.integer({ min: 1, max: 2_000 }) }),
  { minLength: 1, maxLength: 60 },
);

const verdictOf = (state: SessionState): Verdict => ({ state, reason: null });

function follow(steps: readonly { state: SessionState; afterMs: number }[]) {
  let shown = beginSession(0);
  let nowMs = 0;
  return steps.map(({ state, afterMs }) => {
    nowMs += afterMs;
    const before = shown;
    shown = settleSession(shown, verdictOf(state), nowMs);
    return { before, shown, state, nowMs };
  });
}

const settled = (state: SessionState): SettledSession => settleSession(beginSession(0), verdictOf(state), 0);

describe('the session’s one word', () => {
  it('shows only what the facts make, and counts from when it came', () => {
    fc.assert(
      fc.property(looks, (steps) => {
        for (const { before, shown, state, nowMs } of follow(steps)) {
          assert.ok(shown.state === state || shown.state === before.state);
          if (shown.state === before.state) assert.equal(shown.sinceMs, before.sinceMs);
          else assert.equal(shown.sinceMs, nowMs);
        }
      }),
    );
  });

  it('shows at once what is not a change for better or worse on air', () => {
    fc.assert(
      fc.property(looks, (steps) => {
        for (const { before, shown, state } of follow(steps)) {
          if (holdMs(before.state, state) === 0) assert.equal(shown.state, state);
        }
      }),
    );
  });

  it('holds nothing back of what a person does, nor that the first segment has arrived', () => {
    for (const to of sessionStates.filter((state) => !onAir.includes(state)))
      for (const from of ['idle', 'preflight', 'stopping', 'failed'] as const)
        assert.equal(holdMs(from, to), 0);
    assert.equal(holdMs('starting', 'live'), 0);
    assert.equal(holdMs('reconnecting', 'stopping'), 0);
  });

  it('comes to what the facts make once they last', () => {
    fc.assert(
      fc.property(looks, fc.constantFrom(...sessionStates), (steps, state) => {
        const lasting = { state, afterMs: longestHoldMs };
        assert.equal(follow([...steps, lasting, lasting]).at(-1)?.shown.state, state);
      }),
    );
  });

  it('never changes for what passes sooner than it is held', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...onAir),
        fc.array(
          fc.record({
            state: fc.constantFrom(...onAir),
            share: fc.double({ min: 0, max: 0.99, noNaN: true }),
          }),
        ),
        (state, blips) => {
          let shown = settled(state);
          let nowMs = 0;
          for (const blip of blips) {
            shown = settleSession(shown, verdictOf(blip.state), nowMs);
            nowMs += blip.share * holdMs(state, blip.state);
            shown = settleSession(shown, verdictOf(blip.state), nowMs);
            shown = settleSession(shown, verdictOf(state), nowMs);
            assert.deepEqual(shown, settled(state));
          }
        },
      ),
    );
  });

  it('tells the newest reason of a state that lasts', () => {
    const first = settleSession(settled('live'), { state: 'degraded', reason: 'one' }, 0);
    const shown = settleSession(first, { state: 'degraded', reason: 'one' }, 1_000);
    assert.deepEqual([shown.state, shown.reason], ['degraded', 'one']);
    assert.equal(settleSession(shown, { state: 'degraded', reason: 'two' }, 1_100).reason, 'two');
  });
});
