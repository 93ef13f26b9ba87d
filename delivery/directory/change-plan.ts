import { setTimeout as delay } from 'node:timers/promises';
import type { Plan, PlanMove } from '../../contract/network/plan.ts';
import type { PlanStore } from '../control/control-plane.ts';
import { nextPlan } from './next-plan.ts';
import { type DirectoryRefusal, type PlanEvent, refused } from './plan-event.ts';

/** What became of a change that was asked for. `same`: it was so already, at this epoch. */
export type PlanOutcome =
  | {
      readonly kind: 'changed' | 'same';
      readonly plan: Plan | undefined;
      readonly moves: readonly PlanMove[];
    }
  | DirectoryRefusal;

/** Changes the plan; one change at a time of this member, against all others by compare-and-set. */
export type PlanChanger = (event: PlanEvent) => Promise<PlanOutcome>;

const attempts = 12;

/**
 * @param by name of this member
 * @param log told what was written
 */
export function openPlanChanger(store: PlanStore, by: string, log: (line: string) => void): PlanChanger {
  let last: Promise<unknown> = Promise.resolve();
  return (event) => {
    const change = last.then(() => changePlan(store, event, by, log));
    last = change;
    return change;
  };
}

/** Never throws: what can't be written now is refused with a sentence. */
async function changePlan(
  store: PlanStore,
  event: PlanEvent,
  by: string,
  log: (line: string) => void,
): Promise<PlanOutcome> {
  for (let attempt = 0; attempt < attempts; attempt++) {
    const kept = store.current();
    const step = nextPlan(kept?.plan, event, { now: new Date().toISOString(), by });
    if (step.kind === 'refused') return step;
    if (step.kind === 'same') return { kind: 'same', plan: kept?.plan, moves: [] };
    const written = await store.change(step.plan, kept?.revision ?? 0).catch((error: unknown) => error);
    if (written === true) {
      log(`plan ${step.plan.epoch}: ${step.plan.reason}; ${step.moves.length} moved`);
      return { kind: 'changed', plan: step.plan, moves: step.moves };
    }
    if (written !== false)
      return refused(
        'NOT_READY',
        'The plan’s store does not answer; what is known goes on being answered. Try again later.',
      );
    // Another member was first: its plan is here in a moment.
    await delay(10 + Math.random() * 20 * (attempt + 1));
  }
  return refused('NOT_READY', 'Others changed the plan again and again: nothing was changed. Try again.');
}
