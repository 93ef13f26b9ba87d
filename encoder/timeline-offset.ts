import { timelineStartSeconds } from './log-output-args.ts';

/** Ticks of the 90 kHz clock in a second. */
const ticksPerSecond = 90_000;

/** A live source goes on while FFmpeg is started again: something is always lost. */
const leastLossSeconds = 0.02;

/**
 * Where on the broadcast's timeline a new run begins, seconds: behind the end of the last segment by as much time as
 * has passed, so that a broadcast has one timeline and a loss is a hole of its true length in it, never an overlap.
 * Pure. `nowMs` undefined: the source waits for us (a recording), so nothing is lost.
 */
export function timelineOffsetSeconds(
  last: { readonly endPts: number; readonly endUnixMs: number } | undefined,
  nowMs: number | undefined,
): number {
  if (last === undefined) return 0;
  const lostSeconds = nowMs === undefined ? 0 : Math.max(leastLossSeconds, (nowMs - last.endUnixMs) / 1000);
  return last.endPts / ticksPerSecond - timelineStartSeconds + lostSeconds;
}
