import { z } from 'zod';
import { deliveryOrders } from './delivery-order.ts';

/** One origin of a broadcast, as a person wants to see it. */
const originSnapshot = z.strictObject({
  url: z.string(),
  /** `idle`: no engine is running on the data directory. */
  state: z.enum(['open', 'waiting', 'blocked', 'idle']),
  /** What is wrong, with its cure, while waiting or blocked. */
  trouble: z.strictObject({ code: z.string(), message: z.string(), cure: z.string() }).nullable(),
  workers: z.number().int(),
  /** The network interface in use, of those that were chosen; null: as the system routes. */
  networkInterface: z.string().nullable(),
  pendingFiles: z.number().int(),
  pendingBytes: z.number().int(),
  blockedFiles: z.number().int(),
  lostFiles: z.number().int(),
  /** Segments that were recorded, and were gone or changed on the disk before this origin had them: gaps there. */
  lostSegments: z.number().int(),
  verifiedFiles: z.number().int(),
  verifiedBytes: z.number().int(),
  /** Segments that the origin says it has, and those of them that it was proved to have. */
  deliveredSegments: z.number().int(),
  verifiedSegments: z.number().int(),
  /** Age of the oldest file that is not verified yet, seconds; null with none. */
  oldestUnverifiedSeconds: z.number().nullable(),
  deliveryOrder: z.enum(deliveryOrders),
  complete: z.boolean(),
  /** What it lacks does not keep the broadcast open. */
  optional: z.boolean(),
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
  /**
   * `capturing` and `delivering` go on when an engine runs; `delivering` from when the end of the capture was asked for;
   * `complete`: receipt verified at every origin.
   */
  phase: z.enum(['capturing', 'delivering', 'complete']),
  startedAt: z.string(),
  endedAt: z.string().nullable(),
  /** When another machine took over its delivery; null: it is delivered from here. */
  handedOverAt: z.string().nullable(),
  container: z.enum(['ts', 'fmp4']),
  variants: z.array(variantSnapshot),
  origins: z.array(originSnapshot),
});

/** The disk of a data directory. */
export const diskSnapshot = z.strictObject({
  /** `full`, `unwritable`: capture rests until there is room again; delivery goes on as far as the disk lets it. */
  level: z.enum(['roomy', 'low', 'full', 'unwritable']),
  freeBytes: z.number().int(),
  /** Delivered segments that retention may remove when the disk gets full; known to a running engine alone. */
  removableBytes: z.number().int(),
  /** What capture leaves for the queue, the catalog and the playlists. */
  reserveBytes: z.number().int(),
  /** What a capture writes to this disk, as measured lately, else as planned; null when nothing was ever planned. */
  bytesPerSecond: z.number().nullable(),
  /** How long that can go on, with what retention may remove. */
  hoursLeft: z.number().nullable(),
});

/** All of a data directory. */
export const snapshot = z.strictObject({
  dataDirectory: z.string(),
  /** Whether an engine runs on it. */
  running: z.boolean(),
  /** Null when the disk does not answer. */
  disk: diskSnapshot.nullable(),
  broadcasts: z.array(broadcastSnapshot),
});

export type DiskSnapshot = z.infer<typeof diskSnapshot>;
export type OriginSnapshot = z.infer<typeof originSnapshot>;
export type BroadcastSnapshot = z.infer<typeof broadcastSnapshot>;
export type Snapshot = z.infer<typeof snapshot>;

/** How many recorded segments some origin that keeps the broadcast open can't get any more. */
export function lostSegments({ origins }: BroadcastSnapshot): number {
  return Math.max(0, ...origins.filter(({ optional }) => !optional).map((origin) => origin.lostSegments));
}
