/** What the figures of a rehearsal mean for the event. Pure. */

/** Lengths of the outages that are spoken of, seconds. */
export const spokenOutages = [60, 600, 3600] as const;

/**
 * How long after an outage viewers have all of it again: the backlog goes through what the uplink has to spare.
 * @returns undefined when it has nothing to spare: never
 */
export function catchUpSeconds(
  outageSeconds: number,
  kilobitsPerSecond: number,
  uplinkKilobitsPerSecond: number,
): number | undefined {
  const spare = uplinkKilobitsPerSecond - kilobitsPerSecond;
  return spare <= 0 ? undefined : (outageSeconds * kilobitsPerSecond) / spare;
}

/** How long each fault lasts in a rehearsal of this length, seconds: long enough for a backlog, short enough for all. */
export function faultSeconds(durationSeconds: number): number {
  return Math.min(30, Math.max(2, durationSeconds / 10));
}
