import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fc } from '../../fixtures/property-testing.ts';
import { type DrainStep, nextDrainStep } from './drain-steps.ts';

const limits = { closingMs: 3_000, steeringMs: 40_000, totalMs: 120_000 };
const open = { kind: 'open' } as DrainStep;

/** The kinds of the steps that a drain takes, looked at every 500 ms. */
function kinds(
  viewersAt: (nowMs: number) => number,
  untilMs: number,
  isDraining = (_: number) => true,
): string[] {
  let step = open;
  const seen: string[] = [];
  for (let nowMs = 0; nowMs <= untilMs; nowMs += 500) {
    step = nextDrainStep(step, { nowMs, isDraining: isDraining(nowMs), viewers: viewersAt(nowMs) }, limits);
    if (seen.at(-1) !== step.kind) seen.push(step.kind);
  }
  return seen;
}

test('viewers that follow steering are gone before anybody is redirected', () => {
  assert.deepEqual(
    kinds((nowMs) => (nowMs < 10_000 ? 50 : 0), 60_000),
    ['closing', 'steering', 'done'],
  );
});

test('who does not follow is redirected; who does not go even then is left when time is over', () => {
  assert.deepEqual(
    kinds((nowMs) => (nowMs < 60_000 ? 3 : 0), 130_000),
    ['closing', 'steering', 'redirecting', 'done'],
  );
  const last = nextDrainStep(
    { kind: 'redirecting', sinceMs: 43_000, startedMs: 0 },
    { nowMs: 120_000, isDraining: true, viewers: 2 },
    limits,
  );
  assert.deepEqual(last, { kind: 'done', viewersLeft: 2 });
});

test('an edge without viewers still waits until the others have heard that it takes none', () => {
  assert.deepEqual(
    kinds(() => 0, 2_500),
    ['closing'],
  );
  assert.deepEqual(
    kinds(() => 0, 60_000),
    ['closing', 'steering', 'done'],
  );
});

test('a drain that is called off ends at once, and a new one begins anew', () => {
  assert.deepEqual(
    kinds(
      () => 5,
      20_000,
      (nowMs) => nowMs < 5_000 || nowMs >= 10_000,
    ),
    ['closing', 'steering', 'open', 'closing', 'steering'],
  );
});

test('a drain never goes back a step, and is done when its time is over', () => {
  const order = ['open', 'closing', 'steering', 'redirecting', 'done'];
  const looks = fc.array(fc.record({ afterMs: fc.nat({ max: 30_000 }), viewers: fc.nat({ max: 3 }) }), {
    minLength: 1,
    maxLength: 30,
  });
  fc.assert(
    fc.property(looks, (all) => {
      let step = open;
      let nowMs = 0;
      for (const { afterMs, viewers } of all) {
        nowMs += afterMs;
        const next = nextDrainStep(step, { nowMs, isDraining: true, viewers }, limits);
        assert.ok(order.indexOf(next.kind) >= order.indexOf(step.kind));
        if ('startedMs' in step && nowMs - step.startedMs >= limits.totalMs) assert.equal(next.kind, 'done');
        step = next;
      }
    }),
  );
});
