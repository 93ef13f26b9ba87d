import type { Plan } from '../../contract/network/plan.ts';
import type { KeptPlan } from './control-plane.ts';

/** What the store was found to hold under the plan's key. */
export type FoundPlan =
  | { readonly kind: 'plan'; readonly kept: KeptPlan }
  /** Nothing, or nothing that a directory member signed. `revision`: what a write has to name. */
  | { readonly kind: 'none'; readonly revision: number };

export type Reconciliation =
  | { readonly kind: 'same' }
  | { readonly kind: 'adopt'; readonly kept: KeptPlan }
  /** The store has lost what is held here: it is to be written again, over this revision. */
  | { readonly kind: 'restore'; readonly plan: Plan; readonly overRevision: number };

/**
 * What is held against what the store says. The higher epoch wins, whatever the revisions are: a store that was lost begins to count
 * anew. Members bring back what it has lost; all others believe it.
 */
export function reconcile(held: KeptPlan | undefined, found: FoundPlan, isMember: boolean): Reconciliation {
  if (found.kind === 'none')
    return held !== undefined && isMember
      ? { kind: 'restore', plan: held.plan, overRevision: found.revision }
      : { kind: 'same' };
  const { kept } = found;
  if (held?.revision === kept.revision && held.plan.epoch === kept.plan.epoch) return { kind: 'same' };
  if (isMember && held !== undefined && kept.plan.epoch < held.plan.epoch)
    return { kind: 'restore', plan: held.plan, overRevision: kept.revision };
  return { kind: 'adopt', kept };
}
