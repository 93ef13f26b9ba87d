import type { SegmentRow } from '../catalog/media.ts';
import { ticksPerSecond } from '../media/cut.ts';

type SegmentTimes = Pick<
  SegmentRow,
  'sequence' | 'startPts' | 'endPts' | 'programDateTimeMs' | 'discontinuity' | 'videoFrames'
>;

/**
 * The rows of a gap: none when it has no length, and several when it is longer than a playlist may name in one entry
 * (RFC 8216, 4.3.3.1).
 */
export function gapRows<Row extends SegmentTimes>(row: Row, targetDurationSeconds: number): Row[] {
  const ticks = row.endPts - row.startPts;
  const count = ticks <= 0 ? 0 : Math.ceil(ticks / (targetDurationSeconds * ticksPerSecond));
  const at = (n: number) => row.startPts + Math.round((ticks * n) / count);
  return Array.from({ length: count }, (_, n) => ({
    ...row,
    sequence: row.sequence + n,
    startPts: at(n),
    endPts: at(n + 1),
    programDateTimeMs: row.programDateTimeMs + Math.round((at(n) - row.startPts) / 90),
    discontinuity: n === 0 ? row.discontinuity : 0,
    videoFrames: n === 0 ? row.videoFrames : 0,
  }));
}

/** Less than this between two runs is rounding, not a loss. */
const leastHoleTicks = ticksPerSecond / 100;
/** A broadcast taken up after a longer pause begins anew rather than with thousands of gaps. */
const mostHoleTicks = 3600 * ticksPerSecond;

/**
 * The rows of the hole between the last segment and a new run that begins at `begin`: what nobody captured while
 * FFmpeg was down. They belong to the timeline before the discontinuity.
 */
export function holeBeforeRun(
  last: SegmentRow | undefined,
  runId: number,
  begin: { readonly pts: number; readonly unixMs: number },
  targetDurationSeconds: number,
): SegmentRow[] {
  if (last === undefined || last.runId === runId) return [];
  // A recording goes on where it was left: its timeline has no hole, however much time has passed.
  if (begin.pts - last.endPts < leastHoleTicks) return [];
  // The timestamps were chosen before FFmpeg had opened the source: the dates say how long it really took.
  const endUnixMs = last.programDateTimeMs + (last.endPts - last.startPts) / 90;
  const ticks = Math.max(begin.pts - last.endPts, Math.round((begin.unixMs - endUnixMs) * 90));
  return rowsBehind(last, ticks, 'nothing was captured between two runs of FFmpeg', targetDurationSeconds);
}

/**
 * The rows of a hole within a run: a part of its capture log was removed or cut off before segments were made of it. The
 * timestamps tell how long it was, and go on behind it without a discontinuity.
 */
export function holeInRun(last: SegmentRow, startPts: number, targetDurationSeconds: number): SegmentRow[] {
  const ticks = startPts - last.endPts;
  return rowsBehind(last, ticks, 'a part of the capture log is gone', targetDurationSeconds);
}

function rowsBehind(
  last: SegmentRow,
  ticks: number,
  gapReason: string,
  targetDurationSeconds: number,
): SegmentRow[] {
  if (ticks < leastHoleTicks || ticks > mostHoleTicks) return [];
  const hole: SegmentRow = {
    ...last,
    sequence: last.sequence + 1,
    fileId: null,
    initFileId: null,
    gapReason,
    startPts: last.endPts,
    endPts: last.endPts + ticks,
    programDateTimeMs: last.programDateTimeMs + Math.round((last.endPts - last.startPts) / 90),
    discontinuity: 0,
    videoFrames: 0,
  };
  return gapRows(hole, targetDurationSeconds);
}
