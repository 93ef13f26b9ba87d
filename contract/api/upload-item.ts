import { z } from 'zod';

/** One upload, as the queue's page shows it. */
export const uploadItem = z.strictObject({
  id: z.number().int(),
  broadcast: z.string(),
  originUrl: z.string(),
  /** Key below the origin's prefix. */
  key: z.string(),
  kind: z.string(),
  state: z.enum(['queued', 'sending', 'stored', 'verified', 'blocked', 'superseded', 'lost']),
  sizeBytes: z.number().int(),
  attempts: z.number().int(),
  createdAtMs: z.number(),
  verifiedAtMs: z.number().nullable(),
  /** When it is tried next, if it waits; null otherwise. */
  notBeforeMs: z.number().nullable(),
  error: z.strictObject({ code: z.string(), message: z.string() }).nullable(),
});

/** A part of the queue, in the order of its numbers. */
export const uploadPage = z.strictObject({
  items: z.array(uploadItem).max(500),
  /** How many there are with the same filter. */
  total: z.number().int(),
});

export type UploadItem = z.infer<typeof uploadItem>;
export type UploadPage = z.infer<typeof uploadPage>;
