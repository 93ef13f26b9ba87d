import { z } from 'zod';
import { nodeName } from './node-name.ts';
import { nonce } from './nonce.ts';
import { networkBroadcast } from './object-key.ts';
import { algorithmId, planMove } from './plan.ts';

/** A server in an answer. */
export const answeredServer = z.strictObject({ name: nodeName, nodeUrl: z.url() });
export type AnsweredServer = z.infer<typeof answeredServer>;

/** Whom to pull a broadcast from (edges) or issue it to (main): the same for both. */
export const enumerationAnswer = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('assigned'),
    broadcast: networkBroadcast,
    epoch: z.number().int(),
    algorithm: algorithmId,
    main: answeredServer,
    /** Primary first, then standby; empty: no intermediate is there, pull from the main server. */
    servers: z.array(answeredServer).max(4),
    /** Ask again after so long; until then, and for as long as nobody answers, this holds. */
    ttlSeconds: z.number().positive(),
  }),
  z.strictObject({ kind: z.literal('unknown'), broadcast: networkBroadcast, epoch: z.number().int() }),
]);
export type EnumerationAnswer = z.infer<typeof enumerationAnswer>;
export type AssignedAnswer = Extract<EnumerationAnswer, { kind: 'assigned' }>;

/** What changes nothing, on `surecast.directory.ask` (a queue group: any member answers). */
export const directoryLook = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('enumerate'), broadcast: networkBroadcast }),
  z.strictObject({ kind: z.literal('explain'), broadcast: networkBroadcast }),
  z.strictObject({ kind: z.literal('snapshot') }),
  /** Whoever wants a change needs a number from the member that is to make it. */
  z.strictObject({ kind: z.literal('begin-change') }),
]);
export type DirectoryLook = z.infer<typeof directoryLook>;

export const directoryChange = z.discriminatedUnion('kind', [
  /** A main server has this broadcast. Only a node with the role main may. */
  z.strictObject({ kind: z.literal('register'), broadcast: networkBroadcast, main: answeredServer }),
  /** It has ended and is forgotten. */
  z.strictObject({ kind: z.literal('forget'), broadcast: networkBroadcast }),
  /** Of an operator, or of the node itself. */
  z.strictObject({ kind: z.literal('drain'), node: nodeName, draining: z.boolean() }),
  /** Operators: another algorithm; `dryRun` tells what would move and changes nothing. */
  z.strictObject({ kind: z.literal('choose-algorithm'), algorithm: algorithmId, dryRun: z.boolean() }),
  z.strictObject({ kind: z.literal('roll-back') }),
  /** Operators: from now on the certificates of this name count no more. There is no way back. */
  z.strictObject({ kind: z.literal('revoke'), node: nodeName }),
]);
export type DirectoryChange = z.infer<typeof directoryChange>;

/** What may be asked of the directory. */
export type DirectoryRequest = Exclude<DirectoryLook, { kind: 'begin-change' }> | DirectoryChange;

/** A member's answer to `begin-change`: the change goes to it, with this number, within ten seconds. */
export const changeBegun = z.strictObject({ kind: z.literal('change-begun'), member: nodeName, nonce });

/** A change as it goes to one member, on `surecast.directory.change.MEMBER`. */
export const numberedChange = z.strictObject({ nonce, change: directoryChange });

export const directoryRefusal = z.strictObject({
  kind: z.literal('refused'),
  code: z.enum([
    'FORBIDDEN',
    'UNKNOWN_NODE',
    'UNKNOWN_ALGORITHM',
    'TAKEN',
    'NOT_READY',
    'INVALID',
    'REPEATED',
  ]),
  message: z.string().max(300),
});

export const planChanged = z.strictObject({
  kind: z.literal('changed'),
  epoch: z.number().int(),
  /** The one that holds now, or would. */
  algorithm: algorithmId,
  dryRun: z.boolean(),
  moves: z.array(planMove),
});
