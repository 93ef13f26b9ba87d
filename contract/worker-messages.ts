import { z } from 'zod';
import type { ConnectionSettings } from './connection.ts';
import type { ErrorCode } from './error-codes.ts';
import { errorTable } from './error-codes.ts';
import type { FailureClass, ObjectToStore, OriginCapabilities, StoredObject } from './origin.ts';
import type { OriginAccess } from './origin-access.ts';

/** What an uplink worker thread is started with. */
export type WorkerSettings = {
  readonly originUrl: string;
  readonly access: OriginAccess | undefined;
  readonly capabilities: OriginCapabilities | undefined;
  readonly connection: ConnectionSettings | undefined;
  /** The network interface that the first file will go over. */
  readonly firstInterface: string | undefined;
  readonly pace: PaceSettings;
};

/** How fast a worker may send. The memory is shared by threads that therefore need not ask each other. */
export type PaceSettings = {
  /** The cap of the whole program (`RateBucket`). */
  readonly rate: SharedArrayBuffer | undefined;
  /** How live media and backfill share the link of one origin (`LaneShare`). */
  readonly lanes: { readonly shared: SharedArrayBuffer; readonly backfillShare: number };
};

/** From the engine to a worker: deliver this object. */
export type DeliverRequest = {
  readonly type: 'deliver';
  readonly uploadId: number;
  readonly object: ObjectToStore;
  /** The origin has said yes to these bytes already and only the proof failed: it is asked for that first. */
  readonly isStored: boolean;
  /** The network interface to go over; undefined: as the system routes. */
  readonly networkInterface: string | undefined;
  /** Backfill gives way to live media; undefined: there is one lane. */
  readonly lane: 'live' | 'backfill' | undefined;
};

/** From the engine to a worker: does the origin answer at all, over this network interface? */
export type AskRequest = {
  readonly type: 'ask';
  readonly question: number;
  readonly networkInterface: string | undefined;
};

/** From the engine to a worker: this network interface is down, and what is under way over it will not arrive. */
export type AbandonRequest = { readonly type: 'abandon'; readonly networkInterface: string };

/** From the engine to a worker: the origin is reached so from now on, with other keys than before. */
export type AccessRequest = { readonly type: 'access'; readonly access: OriginAccess | undefined };

export type WorkerRequest = DeliverRequest | AskRequest | AbandonRequest | AccessRequest;

const codes = Object.keys(errorTable);
const isErrorCode = (code: unknown): code is ErrorCode => typeof code === 'string' && codes.includes(code);

const storedObject = z.object({
  sizeBytes: z.number().int(),
  sha256: z.union([z.string(), z.undefined()]),
  etag: z.union([z.string(), z.undefined()]),
}) satisfies z.ZodType<StoredObject>;

const failureClass = z.enum(['unstable', 'object', 'blocked', 'local']) satisfies z.ZodType<FailureClass>;

const failure = z.object({
  class: failureClass,
  code: z.custom<ErrorCode>(isErrorCode),
  message: z.string(),
  /** The origin's own wish (Retry-After), milliseconds. */
  retryAfterMs: z.number().optional(),
  /** No answer of the origin itself came: the link, or something on the way. */
  ofTheLink: z.boolean().optional(),
  /** What the origin holds under the key instead. */
  existing: storedObject.optional(),
  /** The origin had said yes to the bytes; what failed was the proof. */
  isStored: z.boolean().optional(),
});

/** Why a worker's attempt failed, as it crosses the thread boundary. */
export type DeliveryFailure = z.infer<typeof failure>;

/** From a worker to the engine, about the object it was given. */
export const workerReply = z.discriminatedUnion('type', [
  z.object({ type: z.literal('stored'), uploadId: z.number().int() }),
  /** `waiting` for its turn to send, and alive; `answered`: only the proof is left. */
  z.object({
    type: z.literal('progress'),
    uploadId: z.number().int(),
    step: z.enum(['waiting', 'answered']),
  }),
  z.object({
    type: z.literal('verified'),
    uploadId: z.number().int(),
    proof: z.enum(['sha256-attested', 'sha256-read-back']),
  }),
  z.object({ type: z.literal('failed'), uploadId: z.number().int(), failure }),
  /** Whether any answer came to a question. */
  z.object({ type: z.literal('asked'), question: z.number().int(), isAnswered: z.boolean() }),
  /** The origin was asked what it can prove; found once and remembered by the engine. */
  z.object({ type: z.literal('capabilities'), capabilities: z.custom<OriginCapabilities>() }),
]);
export type WorkerReply = z.infer<typeof workerReply>;

/** How far an upload has come that is with a worker. */
export type UploadStep = Extract<WorkerReply, { type: 'progress' }>['step'];
