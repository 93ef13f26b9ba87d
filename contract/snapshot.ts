import { z } from 'zod';

/** One origin of a broadcast, as a person wants to see it. */
const originSnapshot = z.strictObject({
  url: z.string(),
  /** `idle`: no engine is running on the data directory. */
  state: z.enum(['open', 'waiting', 'blocked', 'idle']),
  /** What is wrong, with its cure, while waiting or blocked. */
  trouble: z.strictObject({ code: z.string(), message: z.string(), cure: z.string() }).nullable(),
  workers: z.number().int(),
  pendingFiles: z.number().int(),
  pendingBytes: z.number().int(),
  blockedFiles: z.number().int(),
  lostFiles: z.number().int(),
  verifiedFiles: z.number().int(),
  verifiedBytes: z.number().int(),
  /** Segments that the origin says it has, and those of them that it was proved to have. */
  deliveredSegments: z.number().int(),
  verifiedSegments: z.number().int(),
  /** Age of the oldest file that is not verified yet, seconds; null with none. */
  oldestUnverifiedSeconds: z.number().nullable(),
  complete: z.boolean(),
});

const variantSnapshot = z.strictObject({
  name: z.string(),
  segments: z.number().int(),
  gaps: z.number().int(),
  seconds: z.number(),
});

/** One broadcast. */
export const broadcastSnapshot = z.strictObject({
  name: z.string(),
  /** `capturing` and `delivering` go on when an engine runs; `complete`: receipt verified at every origin. */
  phase: z.enum(['capturing', 'delivering', 'complete']),
  startedAt: z.string(),
  endedAt: z.string().nullable(),
  container: z.enum(['ts', 'fmp4']),
  variants: z.array(variantSnapshot),
  origins: z.array(originSnapshot),
});

/** All of a data directory. */
export const snapshot = z.strictObject({
  dataDirectory: z.string(),
  /** Whether an engine runs on it. */
  running: z.boolean(),
  broadcasts: z.array(broadcastSnapshot),
});

export type OriginSnapshot = z.infer<typeof originSnapshot>;
export type BroadcastSnapshot = z.infer<typeof broadcastSnapshot>;
export type Snapshot = z.infer<typeof snapshot>;
