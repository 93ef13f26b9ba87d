import type { BackoffLimits } from './backoff.ts';
import type { GateLimits } from './origin-gate.ts';
import type { WorkerLimits } from './worker-count.ts';

/** How hard and how patiently an origin is tried. */
export type UplinkLimits = GateLimits &
  WorkerLimits & {
    /** How many files one worker has in hand: while one is sent, another waits for its proof. */
    readonly transfersPerWorker: number;
    /** Waits between attempts at one object that alone fails (a checksum refused, a proof that differs). */
    readonly object: BackoffLimits;
    /** Waits of an upload that failed by the link or the store's doing, while others may go on. */
    readonly stumble: BackoffLimits;
    /** How long a worker may say nothing about a file of this size before it is taken for hung. */
    readonly patienceMs: (sizeBytes: number) => number;
    /** What backfill gets of the link while live media is being sent, 0 to 1; it gets all that is left besides. */
    readonly backfillShare: number;
  };

export const defaultUplinkLimits: UplinkLimits = {
  minWorkers: 1,
  maxWorkers: 2,
  transfersPerWorker: 4,
  unstable: { retryMinMs: 250, retryMaxMs: 15_000 },
  blocked: { retryMinMs: 2_000, retryMaxMs: 20_000 },
  object: { retryMinMs: 250, retryMaxMs: 30_000 },
  stumble: { retryMinMs: 250, retryMaxMs: 4_000 },
  toleratedFailures: 4,
  questionMs: 1_000,
  // Twice the origin's own deadline (10 s and 16 KiB/s for each of its two requests), and room to spare.
  patienceMs: (sizeBytes) => 60_000 + (sizeBytes / (16 * 1024)) * 4_000,
  backfillShare: 0.1,
};
