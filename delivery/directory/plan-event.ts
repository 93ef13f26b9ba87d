import type { z } from 'zod';
import type { directoryRefusal } from '../../contract/network/directory-calls.ts';
import type { AlgorithmId, ListedIntermediate, Plan, PlanMove } from '../../contract/network/plan.ts';

/** What can happen to the plan. */
export type PlanEvent =
  /** An intermediate is there; one that is listed already may have another address or capacity. */
  | { readonly kind: 'join'; readonly server: Omit<ListedIntermediate, 'state'> }
  | { readonly kind: 'leave'; readonly names: readonly string[]; readonly why: string }
  | { readonly kind: 'drain'; readonly name: string; readonly draining: boolean }
  | {
      readonly kind: 'register';
      readonly broadcast: string;
      readonly main: Plan['broadcasts'][string]['main'];
    }
  /** `main`: forgotten only if it is this one's; undefined: whoever has it. */
  | { readonly kind: 'forget'; readonly broadcast: string; readonly main: string | undefined }
  | { readonly kind: 'choose-algorithm'; readonly algorithm: AlgorithmId }
  | { readonly kind: 'roll-back' }
  | { readonly kind: 'revoke'; readonly names: readonly string[] };

export type DirectoryRefusal = z.infer<typeof directoryRefusal>;

/** What becomes of the plan. */
export type PlanStep =
  | { readonly kind: 'changed'; readonly plan: Plan; readonly moves: readonly PlanMove[] }
  /** It is so already. */
  | { readonly kind: 'same' }
  | DirectoryRefusal;

/** When, and by which directory member. */
export type Occasion = { readonly now: string; readonly by: string };

export const refused = (code: DirectoryRefusal['code'], message: string): DirectoryRefusal => ({
  kind: 'refused',
  code,
  message,
});
