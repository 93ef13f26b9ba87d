import { join } from 'node:path';
import { audioPastClockSteps, videoPastClockSteps } from './clock-step.ts';
import type { CaptureInput } from './inputs/input.ts';
import { type Container, logOutputArgs } from './log-output-args.ts';
import { sensesArgs } from './senses-args.ts';
import { frameRateArgument, type VideoEncoder, videoEncoderArgs } from './video-encoder-args.ts';
import type { VideoVariant } from './video-variant.ts';

export type CaptureOptions = {
  readonly input: CaptureInput;
  /** At least one; all are cut at the same frames. */
  readonly variants: readonly VideoVariant[];
  readonly container: Container;
  readonly segmentSeconds: number;
  /** The run's folder: `VARIANT/log-NNNNNN.ts|mp4` and `progress` go there; the variants' folders must exist. */
  readonly runDirectory: string;
  /** A new log file begins at the first keyframe after so many seconds; 60 if undefined. */
  readonly rotateSeconds?: number;
  /** Seconds of the broadcast's timeline before this run. */
  readonly timelineOffsetSeconds: number;
  /** Ends by itself after so many seconds of media. */
  readonly durationSeconds?: number;
  /** Live, at the pace of the clock; false packages as fast as the machine can. */
  readonly paced: boolean;
  /** `copy` takes the source's own H.264 or HEVC and audio as they are (exactly one variant, by name only). */
  readonly encoder: VideoEncoder | CopyOf;
  readonly ffmpegMajor: number;
  /** Existing folder for pictures and sound to look at meanwhile; undefined: none are made. */
  readonly sensesDirectory?: string;
};

/** Codecs of a source that is copied, as ffprobe names them. */
export type CopyOf = { readonly copyVideo: 'h264' | 'hevc' };

/** Name of FFmpeg's progress file in the run's folder. */
export const progressFileName = 'progress';

/** Longest that a stream waits for another one that has stalled, so that video is on disk within a second all the same. */
const interleaveMicroseconds = '500000';

const vaapiDevice = ['-init_hw_device', 'vaapi=va:/dev/dri/renderD128', '-filter_hw_device', 'va'];

/** FFmpeg's whole command line of a capture (without the program): every variant into a capture log of its own. */
export function captureArgs(options: CaptureOptions): readonly string[] {
  return [
    ...['-nostdin', '-hide_banner', '-loglevel', 'level+warning', '-nostats', '-stats_period', '0.5'],
    ...['-progress', `file:${join(options.runDirectory, progressFileName)}`],
    ...(options.encoder === 'h264_vaapi' ? vaapiDevice : []),
    ...options.input.args,
    ...options.variants.flatMap((variant) => variantArgs(variant, options)),
    // Behind the variants: FFmpeg's progress counts the frames of the first output.
    ...secondOutputArgs(options),
  ];
}

function secondOutputArgs(options: CaptureOptions): readonly string[] {
  const { sensesDirectory, variants, input, durationSeconds } = options;
  const [variant] = variants;
  if (sensesDirectory === undefined || variant === undefined) return [];
  return sensesArgs({
    directory: sensesDirectory,
    input,
    variant,
    videoSteps: input.stampsWallClock === true ? [videoPastClockSteps] : [],
    audioSteps: input.stampsWallClock === true ? [audioPastClockSteps] : [],
    durationSeconds,
  });
}

function variantArgs(variant: VideoVariant, options: CaptureOptions): readonly string[] {
  const { encoder, durationSeconds } = options;
  return [
    ...mapArgs(options.input),
    ...(typeof encoder === 'string' ? encodeArgs(variant, encoder, options) : copyArgs(encoder, options)),
    ...['-map_metadata', '-1', '-map_chapters', '-1', '-max_muxing_queue_size', '4096'],
    ...(options.paced ? ['-max_interleave_delta', interleaveMicroseconds] : []),
    ...(durationSeconds === undefined ? [] : ['-t', String(durationSeconds)]),
    ...logOutputArgs({
      container: options.container,
      directory: join(options.runDirectory, variant.name),
      rotateSeconds: options.rotateSeconds ?? 60,
      timelineOffsetSeconds: options.timelineOffsetSeconds,
      ffmpegMajor: options.ffmpegMajor,
    }),
  ];
}

/** `V` leaves out cover pictures. A question mark takes the audio if it turns out to be there. */
function mapArgs({ hasAudio, audioInput }: CaptureInput): readonly string[] {
  if (hasAudio === false) return ['-map', '0:V:0'];
  return ['-map', '0:V:0', '-map', `${audioInput}:a:0${hasAudio === undefined ? '?' : ''}`];
}

function encodeArgs(
  variant: VideoVariant,
  encoder: VideoEncoder,
  options: CaptureOptions,
): readonly string[] {
  return [
    ...['-vf', videoFilters(variant, encoder, options.input)],
    ...videoEncoderArgs(encoder, variant, options.segmentSeconds, options.paced),
    ...(options.input.hasAudio === false ? [] : audioArgs(variant, options.input)),
  ];
}

const bt709 = 'setparams=range=tv:color_primaries=bt709:color_trc=bt709:colorspace=bt709';

/**
 * Constant frame rate from time 0 on (repeating or dropping frames), square pixels (a no-op where they are), then the
 * variant's size with the source's aspect ratio. Each variant has filters of its own; they make the same
 * frames, since they see the same ones.
 */
function videoFilters(
  { width, height, framesPerSecond }: VideoVariant,
  encoder: VideoEncoder,
  { isRgb, stampsWallClock }: CaptureInput,
): string {
  const size = `${width}:${height}`;
  // On both, since FFmpeg chooses which of them leaves RGB.
  const matrix = isRgb === true ? ':out_color_matrix=bt709' : '';
  return [
    ...(stampsWallClock === true ? [videoPastClockSteps] : []),
    `fps=${frameRateArgument(framesPerSecond)}:start_time=0`,
    `scale=iw*sar:ih${matrix}`,
    `scale=${size}:force_original_aspect_ratio=decrease:force_divisible_by=2${matrix}`,
    `pad=${size}:-1:-1`,
    'setsar=1',
    encoder === 'h264_vaapi' ? 'format=nv12' : 'format=yuv420p',
    ...(isRgb === true ? [bt709] : []),
    ...(encoder === 'h264_vaapi' ? ['hwupload'] : []),
  ].join(',');
}

/** AAC, 48 kHz, stereo. Holes are filled with silence and the start is brought to video's time 0. */
function audioArgs(variant: VideoVariant, input: CaptureInput): readonly string[] {
  // A device with a clock of its own drifts: at most 100 samples a second are stretched, which nobody hears, where
  // `async=1` would cut or insert 0.1 s at a time. Without `flags=res`, FFmpeg 5.1 sets time back when it begins to.
  const async = input.audioInput === 1 ? 'async=100:flags=res' : 'async=1';
  const steps = input.stampsWallClock === true ? `${audioPastClockSteps},` : '';
  return [
    ...['-af', `${steps}aresample=48000:${async}:first_pts=0`],
    ...['-c:a', 'aac', '-b:a', `${variant.audioKbps}k`, '-ar', '48000', '-ac', '2'],
  ];
}

/** Annex B and ADTS conversions are inserted by FFmpeg's muxers themselves. HLS players want HEVC in MP4 as `hvc1`. */
function copyArgs({ copyVideo }: CopyOf, { container }: CaptureOptions): readonly string[] {
  return ['-c', 'copy', ...(copyVideo === 'hevc' && container === 'fmp4' ? ['-tag:v', 'hvc1'] : [])];
}
