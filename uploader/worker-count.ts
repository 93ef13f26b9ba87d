/** How many workers an origin may have. Equal numbers: a fixed count. */
export type WorkerLimits = { readonly minWorkers: number; readonly maxWorkers: number };

/**
 * How many workers an origin should have now: one more while every one is busy and files wait, so that a long round
 * trip is filled with parallel transfers; never more than there is work for.
 */
export function desiredWorkers(
  load: { readonly busy: number; readonly workers: number; readonly waitingFiles: boolean },
  limits: WorkerLimits,
): number {
  const wanted = load.waitingFiles && load.busy === load.workers ? load.workers + 1 : load.workers;
  return Math.min(limits.maxWorkers, Math.max(limits.minWorkers, wanted));
}
