/** What is known of a growing log when it has just been read to its end. Media times in 90 kHz ticks. */
export type LogPace = {
  readonly newestPts: number | undefined;
  /** Where the segment in hand should end. */
  readonly nextBoundaryPts: number | undefined;
  /** Milliseconds since the newest bytes arrived. */
  readonly sinceArrivalMs: number;
};

const slowestMs = 250;
const quickestMs = 15;
/** Poll quickly from this long before the boundary on. */
const leadMs = 60;

/**
 * How long to wait before looking at the log again, milliseconds. Pure.
 * Live media arrives at the pace of the clock, so the end of a segment can be foreseen: the log is polled slowly in
 * between and quickly around that moment. This costs less than a file watch, which would wake us at every packet.
 */
export function logPollMs(pace: LogPace): number {
  if (pace.newestPts === undefined || pace.nextBoundaryPts === undefined) return 50;
  const untilBoundaryMs = (pace.nextBoundaryPts - pace.newestPts) / 90 - pace.sinceArrivalMs;
  // Long past the boundary: the source has stalled; do not spin.
  if (untilBoundaryMs < -2_000) return slowestMs;
  return Math.max(quickestMs, Math.min(slowestMs, untilBoundaryMs - leadMs));
}
