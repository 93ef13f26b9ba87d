import { z } from 'zod';
import { type Plan, plan as planSchema } from '../../contract/network/plan.ts';
import type { Sender } from '../../contract/network/signed.ts';
import { planBucket } from '../../contract/network/subjects.ts';
import type { NodeIdentity } from '../identity/node-identity.ts';
import type { DroppedMessages } from './control-plane.ts';
import type { StoredValue } from './plan-bucket.ts';
import type { FoundPlan } from './reconcile-plan.ts';
import { open, seal } from './sealed-message.ts';

/** What a member says once a second through the store: that it is written to, and which plan it has. */
export const beacon = z.strictObject({
  revision: z.number().int().min(0),
  epoch: z.number().int().min(0),
});
export type Beacon = z.infer<typeof beacon>;

/** Values in the store are signed, each for its own key. */
const signedFor = (key: string): string => `${planBucket.name}.${key}`;
const isOfMember = (sender: Sender): boolean => sender.roles.includes('directory');

export const sealPlan = (identity: NodeIdentity, plan: Plan): string =>
  seal(identity, signedFor(planBucket.planKey), plan);

export const sealBeacon = (identity: NodeIdentity, said: Beacon): string =>
  seal(identity, signedFor(planBucket.beaconKey), said);

/** Undefined: not a directory member's. */
export function openBeacon(identity: NodeIdentity, bytes: Uint8Array): Beacon | undefined {
  const opened = open(identity, signedFor(planBucket.beaconKey), bytes, beacon);
  return opened.kind === 'message' && isOfMember(opened.sender) ? opened.message : undefined;
}

/** What a directory member signed counts; anything else is reported, and to be written over. */
export function openPlan(
  identity: NodeIdentity,
  value: StoredValue | undefined,
  onDropped: (kind: keyof DroppedMessages, subject: string, sender?: string) => void,
): FoundPlan {
  if (value?.bytes === undefined) return { kind: 'none', revision: value?.revision ?? 0 };
  const key = signedFor(planBucket.planKey);
  const opened = open(identity, key, value.bytes, planSchema);
  if (opened.kind === 'message' && isOfMember(opened.sender))
    return { kind: 'plan', kept: { plan: opened.message, revision: value.revision } };
  if (opened.kind === 'message') onDropped('foreign', key, opened.sender.name);
  else onDropped(opened.kind, key);
  return { kind: 'none', revision: value.revision };
}
