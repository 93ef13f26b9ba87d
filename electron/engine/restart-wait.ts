const shortestWaitMs = 500;
const longestWaitMs = 30_000;
/** An engine that ran this long was well: its end is not one of a row. */
const wellAfterMs = 60_000;

/** How many times in a row the engine has ended too soon, after one more life. Pure. */
export function failuresAfter(failures: number, ranMs: number): number {
  return ranMs >= wellAfterMs ? 1 : failures + 1;
}

/** How long to wait before the engine is started again, milliseconds: at once, as it were, then doubled up to half a minute. Pure. */
export function restartWaitMs(failures: number): number {
  return Math.min(longestWaitMs, shortestWaitMs * 2 ** Math.min(30, Math.max(0, failures - 1)));
}
