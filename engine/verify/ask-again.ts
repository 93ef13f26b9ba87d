import { setTimeout as sleep } from 'node:timers/promises';
import { backoffMs } from '../../uploader/backoff.ts';
import { OriginFailure } from '../../uploader/origins/origin-failure.ts';

const attempts = 5;
const limits = { retryMinMs: 250, retryMaxMs: 4_000 };
const longestWishMs = 10_000;

/**
 * Asks an origin, and a few times more where the link or the store was unsteady. Everything else is thrown at once.
 * @throws OriginFailure the last one
 */
export async function askAgain<T>(signal: AbortSignal, ask: () => Promise<T>): Promise<T> {
  for (let failures = 1; ; failures++) {
    try {
      return await ask();
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof OriginFailure) || error.class !== 'unstable' || failures >= attempts)
        throw error;
      const wishMs = Math.min(error.retryAfterMs ?? 0, longestWishMs);
      await sleep(Math.max(wishMs, backoffMs(failures, limits, Math.random())), undefined, { signal });
    }
  }
}
