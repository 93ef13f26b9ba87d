/** Limits of the waiting between attempts, milliseconds. */
export type BackoffLimits = {
  /** The longest wait after the first failure. */
  readonly retryMinMs: number;
  /** The longest wait however often it failed. */
  readonly retryMaxMs: number;
};

/**
 * Capped exponential backoff with full jitter: a uniform random wait between 0 and min(max, min × 2^failures).
 * Full jitter spreads the encoders of a venue that lost the same uplink.
 * Source: M. Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog, 2015.
 *
 * @param failures how many attempts in a row have failed, at least 1
 * @param random a number in [0, 1)
 * @returns milliseconds to wait
 */
export function backoffMs(failures: number, limits: BackoffLimits, random: number): number {
  const ceiling = Math.min(limits.retryMaxMs, limits.retryMinMs * 2 ** Math.min(failures - 1, 30));
  return Math.round(ceiling * random);
}
