/** The words of the cutter: what goes in, and what comes out. Pure types and tables. */

/** How a log and its Media Segments are packed (RFC 8216 3.2 and 3.3). */
export type Container = 'ts' | 'fmp4';

/** The clock of MPEG-TS timestamps (ISO/IEC 13818-1 2.4.3.7), used for every time in this folder. */
export const ticksPerSecond = 90_000;

/**
 * What can be wrong with a segment. A segment with any of these is put aside, never published.
 * - `empty`: no video frame in it.
 * - `no-keyframe-first`: it does not begin with a keyframe that decodes alone (PAT, PMT and parameter sets before it in
 *   MPEG-TS; a sync sample in fragmented MP4).
 * - `damaged`: bytes are lost or changed (sync byte, continuity counter, transport error, CRC, box structure, timestamps
 *   that cannot be).
 * - `truncated`: it ends within a packet or box.
 * - `discontinuous`: its first PTS is not the end of the segment before.
 * - `too-long`: it lasts more than one and a half frames beyond the grid step.
 * - `frame-gap`: frames are missing between its start and its end.
 * - `dts-order`: decoding timestamps do not rise.
 * - `oversized`: it reached the limit of bytes for one segment and was cut there.
 */
export const defects = [
  'empty',
  'no-keyframe-first',
  'damaged',
  'truncated',
  'discontinuous',
  'too-long',
  'frame-gap',
  'dts-order',
  'oversized',
] as const;

/** One row of {@link defects}. */
export type Defect = (typeof defects)[number];

/** What the video is, for `CODECS`, `RESOLUTION` and `FRAME-RATE` of EXT-X-STREAM-INF (RFC 8216 4.3.4.2). */
export type VideoFormat = {
  /** RFC 6381 string: `avc1.64001f`, `hvc1.1.6.L93.B0`. */
  readonly codec: string;
  /** Pixels, after cropping. */
  readonly width: number;
  readonly height: number;
  /** Frames a second as the parameter sets say; undefined where they do not. */
  readonly frameRate: number | undefined;
};

export type CutterOptions = {
  /** Grid step in 90 kHz ticks. */
  readonly segmentTicks: number;
  /** PTS (90 kHz, unwrapped) of a grid point. Default: the first keyframe, or where the segment before a resume ended. */
  readonly gridOrigin?: number;
  /** Resumes in the middle of a log, with the first byte pushed being the first byte of a segment. */
  readonly resume?: {
    /** `endPts` of the segment before; timestamps go on from here, also across the 33-bit wrap. */
    readonly previousEndPts: number;
    /** Fragmented MP4: the initialization section (ftyp and moov) of the log. */
    readonly init?: Uint8Array;
  };
  /**
   * The stream was not encoded for this grid (`--copy`): keyframes may lie anywhere, frames may be irregular. Then
   * nothing is cut before the next keyframe is seen, and `too-long` and `frame-gap` are not judged. Default false.
   */
  readonly copied?: boolean;
  /** Limit of bytes for one segment, so that damage cannot fill the memory. Default 256 MiB. */
  readonly maxSegmentBytes?: number;
};

/** The Media Initialization Section of a fragmented MP4 log (RFC 8216 3.3). */
export type InitCut = {
  readonly kind: 'init';
  readonly bytes: Uint8Array;
  /** Offset just behind it in the stream that was pushed. */
  readonly endOffset: number;
  readonly video: VideoFormat | undefined;
  /** RFC 6381 string: `mp4a.40.2`. */
  readonly audioCodec: string | undefined;
};

/** One Media Segment. Its bytes are a buffer of their own. */
export type SegmentCut = {
  readonly kind: 'segment';
  readonly bytes: Uint8Array;
  /** Where it lay in the stream that was pushed, from 0 at this cutter's first byte. */
  readonly startOffset: number;
  readonly endOffset: number;
  /** PTS of its first frame: 90 kHz ticks, unwrapped. */
  readonly startPts: number;
  /** PTS of the next segment's first frame; for the last one, the end of the frame shown last. */
  readonly endPts: number;
  readonly videoFrames: number;
  readonly audioFrames: number;
  /** In the order of {@link defects}; empty for a good segment. */
  readonly defects: readonly Defect[];
};

export type Cut = InitCut | SegmentCut;

/**
 * Cuts a log into segments as it grows. Nothing in the bytes makes it throw.
 * All times are 90 kHz ticks, unwrapped.
 */
export type LogCutter = {
  /**
   * Takes the next bytes, of any length, and returns what is complete now. The cutter keeps the chunk without copying
   * it until its segments are cut: the caller must not write to it again.
   */
  push(chunk: Uint8Array): Cut[];
  /**
   * Ends the log. `cleanly`: FFmpeg ended by itself, all that is left is the last segment, unless it ends within a
   * packet or box. `killed`, and then: what was cut off at the end (an access unit, a fragment, zeros after a power
   * cut) is dropped, and the rest is the last segment.
   */
  finish(end: 'cleanly' | 'killed'): Cut[];
  /** The highest video PTS seen. */
  readonly newestPts: number | undefined;
  /** The grid point at which the segment in hand should end. */
  readonly nextBoundaryPts: number | undefined;
  readonly videoFormat: VideoFormat | undefined;
  /** RFC 6381 string of the first audio stream. */
  readonly audioCodec: string | undefined;
};
