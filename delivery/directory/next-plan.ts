import type { Plan, PlanMove } from '../../contract/network/plan.ts';
import { defaultAlgorithm, findAlgorithm } from '../enumeration/registry.ts';
import { placeBroadcasts } from './assign-servers.ts';
import { draftPlan, unknownAlgorithm } from './draft-plan.ts';
import { type Occasion, type PlanEvent, type PlanStep, refused } from './plan-event.ts';

/** The plan is one message to NATS, which takes no more than 1 MB with the signature and its own quotes escaped. */
const maxPlanBytes = 800_000;

/**
 * The plan after an event: pure, so that a dry run is the same function whose result is not written.
 * An assignment once made stays until its server leaves or drains, or all are placed anew by another algorithm.
 */
export function nextPlan(plan: Plan | undefined, event: PlanEvent, occasion: Occasion): PlanStep {
  const before = plan ?? emptyPlan(occasion);
  const draft = draftPlan(before, event);
  if ('kind' in draft) return draft;
  const algorithm = findAlgorithm(draft.algorithm);
  if (algorithm === undefined) return unknownAlgorithm(draft.algorithm);
  const epoch = before.epoch + 1;
  const { intermediates, again, keeps } = draft;
  const placed = placeBroadcasts(draft.broadcasts, again, { algorithm, intermediates, epoch, keeps });
  const next: Plan = {
    epoch,
    reason: draft.reason.slice(0, 200),
    changedAt: occasion.now,
    changedBy: occasion.by,
    algorithm: draft.algorithm,
    ...(draft.previousAlgorithm !== undefined && { previousAlgorithm: draft.previousAlgorithm }),
    ...(draft.revoked !== undefined && { revoked: draft.revoked }),
    intermediates: [...intermediates],
    broadcasts: placed.broadcasts,
  };
  if (event.kind === 'register' && isTooLarge(next))
    return refused(
      'INVALID',
      `The plan is full: it holds ${Object.keys(before.broadcasts).length} broadcasts; forget some that have ended.`,
    );
  return { kind: 'changed', plan: next, moves: [...placed.moves, ...forgotten(before, next)] };
}

/** What is no longer in the plan, and was carried. */
const forgotten = (before: Plan, next: Plan): PlanMove[] =>
  Object.entries(before.broadcasts)
    .filter(([broadcast, { servers }]) => servers.length > 0 && !Object.hasOwn(next.broadcasts, broadcast))
    .map(([broadcast, { servers }]) => ({ broadcast, from: servers, to: [] }));

/** Up to a thousand broadcasts always fit, and need not be counted in bytes. */
const isTooLarge = (plan: Plan): boolean =>
  Object.keys(plan.broadcasts).length > 1_000 && JSON.stringify(plan).length > maxPlanBytes;

/**
 * The first epoch is the second of its making: a directory that has lost its plan everywhere goes on above what nodes
 * remember, instead of saying other things under the same numbers.
 */
const firstEpoch = (now: string): number =>
  Math.max(1, Math.floor((Date.parse(now) - Date.parse('2026-01-01T00:00:00Z')) / 1_000));

const emptyPlan = ({ now, by }: Occasion): Plan => ({
  epoch: firstEpoch(now) - 1,
  reason: 'nothing yet',
  changedAt: now,
  changedBy: by,
  algorithm: defaultAlgorithm,
  intermediates: [],
  broadcasts: {},
});
