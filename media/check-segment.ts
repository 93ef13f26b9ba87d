import type { Container, CutterOptions, Defect } from './cut.ts';
import { Fmp4Cutter } from './fmp4-cutter.ts';
import { TsCutter } from './ts-cutter.ts';

/** What a finished segment file turned out to hold. Times in 90 kHz ticks. */
export type SegmentExamination = {
  readonly startPts: number;
  /** End of the frame shown last. */
  readonly endPts: number;
  readonly videoFrames: number;
  readonly audioFrames: number;
  readonly startsWithKeyframe: boolean;
  /** Without `discontinuous` and `too-long`, which only its place in the log can show. */
  readonly defects: readonly Defect[];
};

/**
 * Examines one finished segment by itself, from its bytes alone.
 * @param init fragmented MP4: the initialization section that it needs.
 * @param options `nearPts`: MPEG-TS timestamps have 33 bits; take the ones nearest to this. `copied`: as for the cutter.
 */
export function checkSegment(
  container: Container,
  bytes: Uint8Array,
  init?: Uint8Array,
  options: { readonly nearPts?: number; readonly copied?: boolean } = {},
): SegmentExamination {
  const cutterOptions: CutterOptions = {
    segmentTicks: Number.POSITIVE_INFINITY,
    ...(options.copied === undefined ? {} : { copied: options.copied }),
    ...(options.nearPts === undefined ? {} : { gridOrigin: options.nearPts }),
    ...(init === undefined ? {} : { resume: { previousEndPts: options.nearPts ?? 0, init } }),
    maxSegmentBytes: Number.POSITIVE_INFINITY,
  };
  const cutter = container === 'ts' ? new TsCutter(cutterOptions, true) : new Fmp4Cutter(cutterOptions, true);
  const [cut] = [...cutter.push(bytes), ...cutter.finish('cleanly')].filter((one) => one.kind === 'segment');
  if (cut === undefined) throw new Error('a cutter in one piece returns one piece');
  const { startPts, endPts, videoFrames, audioFrames, defects } = cut;
  const startsWithKeyframe = videoFrames > 0 && !defects.includes('no-keyframe-first');
  return { startPts, endPts, videoFrames, audioFrames, startsWithKeyframe, defects };
}
