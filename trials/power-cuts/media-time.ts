import type { ScannedSegment } from '../../tests/judge/scan-media-playlist.ts';

const endMs = ({ dateMs = Number.NaN, seconds }: ScannedSegment): number => dateMs + seconds * 1000;

/**
 * The newest media that had come from FFmpeg by a moment, Unix milliseconds: the moment itself, or where a run
 * that had ended by then ended; undefined before the first.
 */
export function capturedUntilMs(segments: readonly ScannedSegment[], unixMs: number): number | undefined {
  const begun = segments.filter(({ gap, dateMs }) => !gap && dateMs !== undefined && dateMs < unixMs);
  const last = begun.at(-1);
  return last && Math.min(unixMs, endMs(last));
}

/**
 * How much media that had been captured by a cut is not delivered, milliseconds.
 * @param recorded what the recording delivered in the end
 * @param delivered what is delivered after the cut
 */
export function lostMs(
  recorded: readonly ScannedSegment[],
  delivered: readonly ScannedSegment[],
  cutMs: number,
): number {
  const captured = capturedUntilMs(recorded, cutMs);
  if (captured === undefined) return 0;
  const firstMs = recorded[0]?.dateMs ?? captured;
  const saved = capturedUntilMs(delivered, captured) ?? firstMs;
  return Math.max(0, captured - saved);
}
