import { z } from 'zod';
import { heartbeat } from './heartbeat.ts';
import { plan } from './plan.ts';

/** The network as one directory member sees it: what the page of the network shows. */
export const networkSnapshot = z.strictObject({
  kind: z.literal('snapshot'),
  member: z.string(),
  at: z.iso.datetime(),
  /** Undefined until the first plan was read. */
  plan: plan.optional(),
  /** Milliseconds since the plan's store was last heard; undefined: never. */
  planAgeMs: z.number().optional(),
  nodes: z.array(
    z.strictObject({
      heartbeat,
      heardAgeMs: z.number(),
      health: z.enum(['alive', 'suspect', 'dead']),
      /** Sender's clock minus ours, as of its last heartbeat. */
      clockOffsetMs: z.number(),
    }),
  ),
});
export type NetworkSnapshot = z.infer<typeof networkSnapshot>;
