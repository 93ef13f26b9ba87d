import { z } from 'zod';
import { enumerationAnswer } from './directory-calls.ts';
import { nodeName } from './node-name.ts';
import { algorithmId } from './plan.ts';

/** Why a broadcast is carried by the servers that carry it: what `surecast explain` prints. */
export const explanation = z.strictObject({
  kind: z.literal('explanation'),
  /** The directory member that answers. */
  member: nodeName,
  answer: enumerationAnswer,
  algorithm: algorithmId,
  planChangedAt: z.iso.datetime(),
  planReason: z.string(),
  /** Milliseconds since this member last heard of the plan's store (its beacon). */
  planAgeMs: z.number(),
  /** All intermediates, the best first, by what the algorithm sees. */
  candidates: z.array(
    z.strictObject({
      name: nodeName,
      state: z.enum(['active', 'draining', 'dead']),
      weight: z.number(),
      /** Broadcasts that it carries as primary, and how many it may at most (bounded load); undefined: the algorithm has no bound. */
      carries: z.number().int(),
      bound: z.number().optional(),
      score: z.number(),
      /** `primary`, `standby`, or in words why not. */
      outcome: z.string(),
      /** Milliseconds since its last heartbeat was heard here; undefined: never. */
      heardAgeMs: z.number().optional(),
    }),
  ),
  /** Edges that pull it at present, by their heartbeats. */
  edges: z.array(
    z.strictObject({ name: nodeName, pullsFrom: nodeName.optional(), viewers: z.number().int() }),
  ),
});
export type Explanation = z.infer<typeof explanation>;
