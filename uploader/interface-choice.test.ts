import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fc } from '../fixtures/property-testing.ts';
import {
  afterFailure,
  afterSuccess,
  firstChoice,
  type InterfaceChoice,
  defaultInterfaceLimits as limits,
} from './interface-choice.ts';

type Step = {
  readonly afterMs: number;
  readonly index: number;
  readonly ok: boolean;
  readonly ageMs: number;
};

const count = fc.integer({ min: 1, max: 4 });
const steps = (of: number) =>
  fc.array(
    fc.record<Step>({
      afterMs: fc.integer({ min: 0, max: 60_000 }),
      index: fc.nat(of - 1),
      ok: fc.boolean(),
      ageMs: fc.integer({ min: 0, max: 20_000 }),
    }),
    { maxLength: 60 },
  );
const courses = count.chain((of) => fc.record({ of: fc.constant(of), steps: steps(of) }));

/** Takes the steps one after the other, and shows each with the choice before and after it. */
function walk(
  of: number,
  taken: readonly Step[],
  look: (before: InterfaceChoice, after: InterfaceChoice, step: Step, nowMs: number) => void,
) {
  let choice = firstChoice(of, 0);
  let nowMs = 0;
  for (const step of taken) {
    nowMs += step.afterMs;
    const next = step.ok
      ? afterSuccess(choice, step.index, nowMs, limits)
      : afterFailure(choice, { index: step.index, startedMs: nowMs - step.ageMs }, nowMs, limits);
    look(choice, next, step, nowMs);
    choice = next;
  }
}

describe('the choice among network interfaces', () => {
  it('moves on from an interface that fails, and only then', () => {
    fc.assert(
      fc.property(courses, ({ of, steps: taken }) => {
        walk(of, taken, (before, after, { ok, index, ageMs }, nowMs) => {
          const isNews = !ok && index === before.current && nowMs - ageMs >= before.sinceMs;
          const isReturn = after.current < before.current && ok && index === after.current;
          if (isNews) assert.equal(after.current !== before.current, of > 1);
          else if (!isReturn) assert.equal(after.current, before.current);
        });
      }),
    );
  });

  it('returns only to one over which all went well for long enough', () => {
    fc.assert(
      fc.property(courses, ({ of, steps: taken }) => {
        const failedAtMs = Array.from({ length: of }, () => 0);
        walk(of, taken, (before, after, { ok, index }, nowMs) => {
          if (!ok) failedAtMs[index] = nowMs;
          if (ok && after.current !== before.current) {
            assert.ok(nowMs - (failedAtMs[after.current] ?? 0) >= limits.settleMs);
          }
        });
      }),
    );
  });

  it('finds the one that works within as many failures as there are others, and stays', () => {
    fc.assert(
      fc.property(courses, fc.nat(), ({ of, steps: taken }, any) => {
        const works = any % of;
        let choice = firstChoice(of, 0);
        walk(of, taken, (_, after) => {
          choice = after;
        });
        let nowMs = 10_000_000;
        for (let failures = 0; choice.current !== works; failures++) {
          assert.ok(failures < of, 'it is found');
          choice = afterFailure(choice, { index: choice.current, startedMs: nowMs }, ++nowMs, limits);
        }
        assert.equal(afterSuccess(choice, works, ++nowMs, limits).current, works);
      }),
    );
  });

  it('returns to the first in the end, once that works', () => {
    fc.assert(
      fc.property(courses, ({ of, steps: taken }) => {
        let choice = firstChoice(of, 0);
        walk(of, taken, (_, after) => {
          choice = after;
        });
        for (let nowMs = 10_000_000; nowMs <= 10_000_000 + limits.settleMaxMs; nowMs += 5_000) {
          choice = afterSuccess(choice, 0, nowMs, limits);
        }
        assert.equal(choice.current, 0);
      }),
    );
  });

  it('waits twice as long after each return that soon failed, and no longer than the limit', () => {
    let choice = firstChoice(2, 0);
    let nowMs = 0;
    const waits: number[] = [];
    for (let round = 0; round < 8; round++) {
      choice = afterFailure(choice, { index: 0, startedMs: nowMs }, nowMs, limits);
      const leftMs = nowMs;
      while (choice.current !== 0) {
        nowMs += 1_000;
        choice = afterSuccess(choice, 0, nowMs, limits);
      }
      waits.push(Math.round((nowMs - leftMs - 1_000) / 1_000));
    }
    assert.deepEqual(waits, [30, 60, 120, 240, 480, 600, 600, 600]);
  });

  it('forgets the relapses of one that served for long', () => {
    const relapsed = { failedAtMs: undefined, steadySinceMs: 0, relapses: 5 };
    const back = { current: 0, sinceMs: 0, isReturn: true, interfaces: [relapsed, relapsed] };
    const left = afterFailure(back, { index: 0, startedMs: 1 }, limits.calmMs, limits);
    assert.equal(left.interfaces[0]?.relapses, 0);
  });
});
