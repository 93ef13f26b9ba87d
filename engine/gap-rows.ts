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
const leastHoleTicks = ticksPerSecond / 10;
/** A broadcast taken up after a longer pause begins anew rather than with thousands of gaps. */
const mostHoleTicks = 3600 * ticksPerSecond;

/**
 * The rows of the hole between the last segment and a new run that begins at `startPts`: what nobody captured while
 * FFmpeg was down. They belong to the timeline before the discontinuity.
 */
export function holeBeforeRun(
  last: SegmentRow | undefined,
  runId: number,
  startPts: number,
  targetDurationSeconds: number,
): SegmentRow[] {
  if (last === undefined || last.runId === runId) return [];
  const ticks = startPts - last.endPts;
  if (ticks < leastHoleTicks || ticks > mostHoleTicks) return [];
  const hole: SegmentRow = {
    ...last,
    sequence: last.sequence + 1,
    fileId: null,
    initFileId: null,
    gapReason: 'nothing was captured between two runs of FFmpeg',
    startPts: last.endPts,
    endPts: startPts,
    programDateTimeMs: last.programDateTimeMs + Math.round((last.endPts - last.startPts) / 90),
    discontinuity: 0,
    videoFrames: 0,
  };
  return gapRows(hole, targetDurationSeconds);
}
