/** Which grid point comes after a time, and how 33-bit timestamps go on. All times in 90 kHz ticks. */

const wrap = 2 ** 33;

/**
 * The first grid point that lies more than `tolerance` after `pts`, so that a frame just before a grid point counts as
 * lying on it.
 */
export function nextGridPoint(pts: number, origin: number, step: number, tolerance: number): number {
  return origin + (Math.floor((pts - origin + tolerance) / step) + 1) * step;
}

/** The value that equals the 33-bit `timestamp` modulo 2^33 and lies nearest to `reference` (ISO/IEC 13818-1 2.4.3.7). */
export function unwrapTimestamp(timestamp: number, reference: number): number {
  const turns = Math.round((reference - timestamp) / wrap);
  return timestamp + turns * wrap;
}
