import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Waits before the next attempt: capped exponential backoff with full jitter, so that many clients do not come back
 * at once. Rejects when the signal aborts.
 *
 * @param failures how many attempts failed in a row, from 1.
 */
export async function backOff(
  failures: number,
  limits: { readonly retryBaseMs: number; readonly retryMaxMs: number },
  signal: AbortSignal,
): Promise<void> {
  const ceilingMs = Math.min(limits.retryMaxMs, limits.retryBaseMs * 2 ** Math.min(failures, 30));
  await sleep(Math.random() * ceilingMs, undefined, { signal });
}

/** Waits until that moment of the wall clock, also if the clock is set meanwhile. Rejects when the signal aborts. */
export async function waitUntil(unixMs: number, signal: AbortSignal): Promise<void> {
  for (let leftMs = unixMs - Date.now(); leftMs > 0; leftMs = unixMs - Date.now()) {
    await sleep(Math.min(leftMs, 1000), undefined, { signal });
  }
}
