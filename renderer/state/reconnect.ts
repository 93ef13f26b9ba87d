const delaysMs = [500, 1000, 2000, 3000, 5000] as const;

/**
 * How long to wait before connecting again, milliseconds: quickly at first, never longer than 6 s.
 * @param failures in a row, from 1
 * @param random 0 to 1: pages that lost the engine together do not come back together
 */
export function reconnectDelayMs(failures: number, random: number): number {
  const delayMs = delaysMs[Math.min(Math.max(failures, 1), delaysMs.length) - 1] ?? 5000;
  return Math.round(delayMs * (0.8 + 0.4 * random));
}
