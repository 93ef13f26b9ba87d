import type { MediaSegment } from './media-playlist.ts';

/** When the media of a run of segments was live. */
export type Placement = {
  /** One a segment: Unix milliseconds at which its first frame was live. */
  readonly startMs: readonly number[];
  /** Unix milliseconds of the end of the last one, which the next batch goes on from. */
  readonly endMs: number | undefined;
};

type TimedSegment = Pick<MediaSegment, 'durationSeconds' | 'discontinuity' | 'programDateTimeMs'>;

/**
 * Places newly listed segments on the wall clock, by EXT-X-PROGRAM-DATE-TIME and the durations since, or, where there
 * is none, by the moment they were listed. Media can't be live after it was listed: what claims so (a sender whose
 * clock is ahead) counts as live when it was listed, so no wait is ever longer than the delay that was asked for.
 *
 * @param previousEndMs `endMs` of the batch before, if there was one.
 * @param seenAtMs when the playlist that lists them came in.
 */
export function placeSegments(
  segments: readonly TimedSegment[],
  previousEndMs: number | undefined,
  seenAtMs: number,
): Placement {
  const starts = placeForward(segments, previousEndMs);
  let latestMs = seenAtMs;
  for (let index = segments.length - 1; index >= 0; index--) {
    latestMs -= (segments[index]?.durationSeconds ?? 0) * 1000;
    latestMs = Math.min(starts[index] ?? latestMs, latestMs);
    starts[index] = latestMs;
  }
  const last = segments.at(-1);
  const lastStart = starts.at(-1);
  return {
    startMs: starts.map((start) => start ?? seenAtMs),
    endMs: last && lastStart !== undefined ? lastStart + last.durationSeconds * 1000 : previousEndMs,
  };
}

/** A discontinuity without a date breaks the count: nothing says how long the break was. */
function placeForward(
  segments: readonly TimedSegment[],
  previousEndMs: number | undefined,
): (number | undefined)[] {
  let at = previousEndMs;
  return segments.map((segment) => {
    if (segment.discontinuity) at = undefined;
    at = segment.programDateTimeMs ?? at;
    const start = at;
    if (at !== undefined) at += segment.durationSeconds * 1000;
    return start;
  });
}

/** Index of the segment to begin with, so that what is shown first is as old as the delay (or the oldest listed). */
export function joinIndex(startMs: readonly number[], nowMs: number, delaySeconds: number): number {
  const behind = startMs.findLastIndex((start) => start <= nowMs - delaySeconds * 1000);
  return Math.max(0, behind);
}

/**
 * When to write a segment, in Unix milliseconds. The first goes out exactly when the delay says; the later ones a
 * lead earlier, so that the reader always has some media in hand and never runs dry at a segment's border.
 */
export function writeAtMs(
  startMs: number,
  delaySeconds: number,
  isFirst: boolean,
  targetSeconds: number,
): number {
  const leadSeconds = isFirst ? 0 : Math.min(targetSeconds, delaySeconds / 2);
  return startMs + (delaySeconds - leadSeconds) * 1000;
}
