import { z } from 'zod';
import { nodeName } from './node-name.ts';
import { networkBroadcast } from './object-key.ts';

/** An enumeration algorithm: replaceable at run time, so known by name and version. */
export const algorithmId = z.strictObject({
  name: z.string().regex(/^[a-z][a-z0-9-]{0,63}$/),
  version: z.number().int().min(1),
});
export type AlgorithmId = z.infer<typeof algorithmId>;

/** An intermediate server as the directory lists it. */
const listedIntermediate = z.strictObject({
  name: nodeName,
  nodeUrl: z.url(),
  /** Its share relative to the others: capacity in Mbit/s when it joined. */
  weight: z.number().positive(),
  /** A draining one keeps what it has until that has moved, and gets nothing new. */
  state: z.enum(['active', 'draining']),
});
export type ListedIntermediate = z.infer<typeof listedIntermediate>;

/** Who carries one broadcast. `servers`: the primary first, then the standby; empty while there is no intermediate. */
export const assignment = z.strictObject({
  main: z.strictObject({ name: nodeName, nodeUrl: z.url() }),
  servers: z.array(nodeName).max(4),
  /** The epoch at which it was last changed. */
  since: z.number().int(),
});
export type Assignment = z.infer<typeof assignment>;

/** So many nodes can be revoked in the life of a network: the list is said to all its nodes once a second. */
export const mostRevoked = 1_000;

/**
 * The one truth that the directory maintains, kept whole under one key of JetStream's key-value store and changed by
 * compare-and-set alone, so that list, algorithm and assignments always belong together. Every answer is read from it.
 */
export const plan = z.strictObject({
  /** Rises with every change. */
  epoch: z.number().int().min(1),
  /** Why this epoch began, for people: "edge-3 joined". */
  reason: z.string().max(200),
  changedAt: z.iso.datetime(),
  changedBy: nodeName,
  algorithm: algorithmId,
  /** The one before it, which a roll-back returns to. */
  previousAlgorithm: algorithmId.optional(),
  intermediates: z.array(listedIntermediate),
  broadcasts: z.record(networkBroadcast, assignment),
  /** Nodes whose certificates count no more, for ever. */
  revoked: z.array(nodeName).max(mostRevoked).optional(),
});
export type Plan = z.infer<typeof plan>;

/** What of a plan would move, or has moved. */
export const planMove = z.strictObject({
  broadcast: networkBroadcast,
  from: z.array(nodeName),
  to: z.array(nodeName),
});
export type PlanMove = z.infer<typeof planMove>;
