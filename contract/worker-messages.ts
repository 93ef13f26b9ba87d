import { z } from 'zod';
import type { ErrorCode } from './error-codes.ts';
import { errorTable } from './error-codes.ts';
import type { FailureClass, ObjectToStore, OriginCapabilities, StoredObject } from './origin.ts';

/** What an uplink worker thread is started with. */
export type WorkerSettings = {
  readonly originUrl: string;
  readonly capabilities: OriginCapabilities | undefined;
};

/** From the engine to a worker: deliver this object. */
export type DeliverRequest = {
  readonly type: 'deliver';
  readonly uploadId: number;
  readonly object: ObjectToStore;
};

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
  /** What the origin holds under the key instead. */
  existing: storedObject.optional(),
});

/** Why a worker's attempt failed, as it crosses the thread boundary. */
export type DeliveryFailure = z.infer<typeof failure>;

/** From a worker to the engine, about the object it was given. */
export const workerReply = z.discriminatedUnion('type', [
  z.object({ type: z.literal('stored'), uploadId: z.number().int() }),
  z.object({
    type: z.literal('verified'),
    uploadId: z.number().int(),
    proof: z.enum(['sha256-attested', 'sha256-read-back']),
  }),
  z.object({ type: z.literal('failed'), uploadId: z.number().int(), failure }),
  /** The origin was asked what it can prove; found once and remembered by the engine. */
  z.object({ type: z.literal('capabilities'), capabilities: z.custom<OriginCapabilities>() }),
]);
export type WorkerReply = z.infer<typeof workerReply>;
