import { type CutterOptions, type SegmentCut, ticksPerSecond } from './cut.ts';
import type { LogBytes } from './log-bytes.ts';
import { OpenSegment, typicalStep } from './open-segment.ts';
import { nextGridPoint } from './segment-grid.ts';

/** A keyframe at which a segment may begin: its timestamps, and the offset of the first byte that belongs to it. */
export type SegmentStart = { readonly offset: number; readonly pts: number; readonly dts: number };

/** Half a frame, until the frame rate is known: that of 60 frames a second. */
const unknownFrameTicks = ticksPerSecond / 60;

/** Rounding between timescales and the 90 kHz clock, in ticks. */
const roundingTicks = 2;

const defaultMaxSegmentBytes = 256 * 1024 * 1024;

/**
 * What both containers share: the grid, the segment in hand, where it is cut, and what is wrong with it.
 * The parsers say which frames they see; this decides. All times in unwrapped 90 kHz ticks.
 */
export class Segmenter {
  readonly #bytes: LogBytes;
  readonly #options: CutterOptions;
  readonly #maxBytes: number;
  #gridOrigin: number | undefined;
  #previousEndPts: number | undefined;
  #frameTicks: number | undefined;
  #suggestedFrameTicks: number | undefined;
  #open: OpenSegment | undefined;
  #newestPts: number | undefined;
  /** The last segment ended with a keyframe on its grid point: the encoder keeps the grid. */
  #keepsGrid = false;

  constructor(bytes: LogBytes, options: CutterOptions) {
    this.#bytes = bytes;
    this.#options = options;
    this.#maxBytes = options.maxSegmentBytes ?? defaultMaxSegmentBytes;
    this.#previousEndPts = options.resume?.previousEndPts;
    this.#gridOrigin = options.gridOrigin ?? this.#previousEndPts;
  }

  get segment(): OpenSegment | undefined {
    return this.#open;
  }

  get newestPts(): number | undefined {
    return this.#newestPts;
  }

  /** Derived afresh each time, since the frame duration may become known only within the segment. */
  get nextBoundaryPts(): number | undefined {
    if (this.#open === undefined || this.#gridOrigin === undefined) return undefined;
    return nextGridPoint(
      this.#open.startPts,
      this.#gridOrigin,
      this.#options.segmentTicks,
      this.frameTicks / 2,
    );
  }

  /** Limit of bytes for one segment. */
  get maxBytes(): number {
    return this.#maxBytes;
  }

  /** Offset at which the segment in hand is as large as one may be. */
  get limitOffset(): number {
    return this.#open === undefined ? Number.POSITIVE_INFINITY : this.#open.startOffset + this.#maxBytes;
  }

  /** The frame duration, or the best guess of it. */
  get frameTicks(): number {
    return this.#frameTicks ?? this.#open?.steadyStep ?? this.#suggestedFrameTicks ?? unknownFrameTicks;
  }

  /** Takes what the parameter sets say of the frame rate, for as long as no frames have shown it. */
  suggestFrameRate(frameRate: number | undefined): void {
    if (frameRate !== undefined && frameRate > 0) this.#suggestedFrameTicks = ticksPerSecond / frameRate;
  }

  /** Whether a keyframe with this PTS begins a segment: the first one, one on or behind the boundary, or one that jumps back. */
  startsSegment(pts: number): boolean {
    const boundary = this.nextBoundaryPts;
    if (this.#open === undefined || boundary === undefined) return true;
    return pts >= boundary - this.frameTicks / 2 || pts < this.#open.startPts;
  }

  /** Closes the segment in hand, if there is one, and opens the next at this keyframe. */
  startSegment(start: SegmentStart): SegmentCut | undefined {
    if (this.#open !== undefined) this.#keepsGrid = this.#isOnBoundary(start.pts);
    // Nothing but a beginning: what was cut off for its size ended just before this keyframe.
    const isEmpty = this.#open === undefined || this.#open.startOffset >= start.offset;
    const cut = isEmpty || this.#open === undefined ? undefined : this.#closeBefore(this.#open, start);
    if (cut === undefined) this.#bytes.dropTo(start.offset);
    this.openAt(start.offset, start.pts);
    this.#gridOrigin ??= start.pts;
    const previous = this.#previousEndPts;
    if (previous !== undefined && Math.abs(start.pts - previous) > this.#joinTolerance)
      this.#open?.blame('discontinuous');
    return cut;
  }

  /** Opens a segment where no keyframe says so (the bytes behind an oversized one, or a file to be examined). */
  openAt(offset: number, startPts: number | undefined): OpenSegment {
    if (startPts === undefined) this.#keepsGrid = false;
    this.#open = new OpenSegment(offset, startPts, this.#options.copied === true);
    return this.#open;
  }

  /** Counts a video frame of the segment in hand. */
  addVideoFrame(frame: { pts: number; dts: number } | undefined): void {
    const believed = this.#open?.addVideoFrame(frame);
    if (believed !== true || frame === undefined) return;
    if (this.#newestPts === undefined || frame.pts > this.#newestPts) this.#newestPts = frame.pts;
  }

  /**
   * Whether the frame that follows must be the keyframe of the next grid point: the first one that is not before it. By
   * what is shown, and by what is decoded, since frames shown earlier may still follow (B-frames). Only once the
   * encoder has shown that it keeps the grid.
   */
  endsOnBoundary(endDts: number): boolean {
    const segment = this.#open;
    if (this.#options.copied === true || !this.#keepsGrid || segment === undefined) return false;
    const { firstDts, highestPts, startPts } = segment;
    if (firstDts === undefined || highestPts === undefined) return false;
    return (
      this.#isOnBoundary(startPts + endDts - firstDts) && this.#isOnBoundary(highestPts + this.frameTicks)
    );
  }

  /** Whether a frame with this PTS is the first one that is not before the boundary. */
  #isOnBoundary(pts: number): boolean {
    const boundary = this.nextBoundaryPts;
    if (boundary === undefined) return false;
    return pts >= boundary - roundingTicks && pts < boundary + this.frameTicks - roundingTicks;
  }

  /** Closes the segment in hand at `endOffset`, with the end of its last frame as its end: nothing is known of what follows. */
  closeAt(endOffset: number, nextDts?: number): SegmentCut | undefined {
    const segment = this.#open;
    return segment === undefined ? undefined : this.#close(segment, endOffset, undefined, nextDts);
  }

  /** Cuts off a segment that has reached the limit of bytes; what follows is a segment without a keyframe. */
  cutOversized(offset: number): SegmentCut | undefined {
    this.#open?.blame('oversized');
    const cut = this.closeAt(offset);
    this.openAt(offset, cut?.endPts ?? 0).blame('no-keyframe-first');
    return cut;
  }

  get #joinTolerance(): number {
    return this.#options.copied === true ? roundingTicks : this.frameTicks / 2;
  }

  #closeBefore(segment: OpenSegment, next: SegmentStart): SegmentCut {
    const lastEnd = (segment.highestPts ?? segment.startPts) + this.frameTicks;
    const forward = next.pts > segment.startPts && next.dts > (segment.lastDts ?? Number.NEGATIVE_INFINITY);
    // A hole as long as a segment is a jump of the clock, not frames lost from this segment.
    const jumps = this.#options.copied !== true && next.pts - lastEnd > this.#options.segmentTicks;
    if (!forward || jumps) return this.#close(segment, next.offset, undefined, undefined);
    return this.#close(segment, next.offset, next.pts, next.dts);
  }

  #close(
    segment: OpenSegment,
    endOffset: number,
    nextPts: number | undefined,
    nextDts: number | undefined,
  ): SegmentCut {
    const steps = segment.steps(nextDts);
    this.#learnFrameTicks(segment, steps);
    const endPts = nextPts ?? this.#endOfLastFrame(segment);
    this.#judge(segment, steps, endPts);
    this.#open = undefined;
    this.#previousEndPts = endPts;
    return {
      kind: 'segment',
      bytes: this.#bytes.take(endOffset),
      startOffset: segment.startOffset,
      endOffset,
      startPts: segment.startPts,
      endPts,
      videoFrames: segment.videoFrames,
      audioFrames: segment.audioFrames,
      defects: segment.blames,
    };
  }

  #endOfLastFrame(segment: OpenSegment): number {
    const { highestPts } = segment;
    if (highestPts === undefined) return segment.startPts;
    return Math.round(highestPts + this.frameTicks);
  }

  /** The frame rate of a run never changes: the first whole segment shows it. */
  #learnFrameTicks(segment: OpenSegment, steps: readonly number[]): void {
    if (this.#frameTicks !== undefined || steps.length < 3 || segment.blames.length > 0) return;
    this.#frameTicks = typicalStep(steps);
  }

  #judge(segment: OpenSegment, steps: readonly number[], endPts: number): void {
    if (segment.videoFrames === 0) segment.blame('empty');
    if (this.#options.copied === true) return;
    const frameTicks = this.#frameTicks ?? typicalStep(steps);
    if (frameTicks === undefined) return;
    if (steps.some((step) => step > frameTicks * 1.5)) segment.blame('frame-gap');
    if (endPts - segment.startPts > this.#options.segmentTicks + frameTicks * 1.5) segment.blame('too-long');
  }
}
