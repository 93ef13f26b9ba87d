import { SurecastError } from '../contract/surecast-error.ts';
import type { VideoVariant } from './video-variant.ts';

/** H.264 encoders that Surecast knows how to drive. */
export const videoEncoders = [
  'libx264',
  'h264_nvenc',
  'h264_qsv',
  'h264_vaapi',
  'h264_videotoolbox',
  'h264_amf',
] as const;
export type VideoEncoder = (typeof videoEncoders)[number];

/**
 * Reads the name of an encoder from the configuration.
 * @throws SurecastError CONFIG_INVALID
 */
export function parseVideoEncoder(name: string): VideoEncoder {
  const encoder = videoEncoders.find((known) => known === name);
  if (encoder !== undefined) return encoder;
  throw new SurecastError(
    'CONFIG_INVALID',
    `"${name}" is no H.264 encoder; it is one of ${videoEncoders.join(', ')}.`,
  );
}

/**
 * Seconds of video that an encoder may hold back: together with a quarter-second fragment and the time between two
 * fdatasyncs at most 1 s is lost, also by a power cut.
 */
const heldBackSeconds = 1 / 3;

/** What x264 may hold back, in frames. */
export type EncoderDelay = { readonly threads: number; readonly lookahead: number; readonly bFrames: number };

/**
 * Divides the frames that may be in flight among x264's threads, lookahead and B-frames. Measured on FFmpeg 5.1.9
 * and 9.0: frames in flight = 1 (fps filter) + threads − 1 + max(lookahead, B-frames) + 1; x264's own choice on
 * 16 threads would be 31.
 */
export function encoderDelay(framesPerSecond: number): EncoderDelay {
  const budget = Math.max(2, Math.floor(framesPerSecond * heldBackSeconds));
  const threads = Math.min(8, Math.max(1, Math.round(budget / 2.5)));
  const lookahead = Math.min(10, Math.max(0, budget - threads - 1));
  return { threads, lookahead, bFrames: Math.min(2, lookahead) };
}

/** Frames that a kill of FFmpeg loses at most from x264 and the filters before it. */
export function framesInFlight({ threads, lookahead, bFrames }: EncoderDelay): number {
  return threads + 1 + Math.max(lookahead, bFrames);
}

/** Frame rate as FFmpeg wants it: the NTSC rates exactly (29.97 is 30000/1001). */
export function frameRateArgument(framesPerSecond: number): string {
  const nominal = Math.round(framesPerSecond);
  const isNtsc = nominal !== framesPerSecond && Math.abs((nominal * 1000) / 1001 - framesPerSecond) < 0.005;
  return isNtsc ? `${nominal * 1000}/1001` : String(framesPerSecond);
}

/**
 * Arguments that make one variant's H.264: High profile, closed GOPs of `segmentSeconds` with a keyframe forced at
 * each grid point of the timeline and none elsewhere, so that all variants have the same ones.
 * @param paced live: bounds what the encoder holds back; else it may take all the time and memory it likes
 */
export function videoEncoderArgs(
  encoder: VideoEncoder,
  variant: VideoVariant,
  segmentSeconds: number,
  paced: boolean,
): readonly string[] {
  const rate = variant.videoKbps;
  return [
    ...['-c:v', encoder, ...encoderArgs(encoder, variant, paced)],
    ...['-b:v', `${rate}k`, '-maxrate', `${rate}k`, '-bufsize', `${rate * 2}k`],
    ...gopArgs(encoder, variant.framesPerSecond, segmentSeconds),
  ];
}

function gopArgs(encoder: VideoEncoder, framesPerSecond: number, segmentSeconds: number): readonly string[] {
  const gop = String(Math.ceil(framesPerSecond * segmentSeconds));
  // 2 ms of tolerance: a frame whose time is a rounding error short of the grid point is the one on it.
  const force = ['-force_key_frames', `expr:gte(t+0.002,n_forced*${segmentSeconds})`];
  const closed = ['-g', gop, '-flags', '+cgop'];
  switch (encoder) {
    case 'libx264':
      return [...closed, '-keyint_min', gop, '-sc_threshold', '0', '-forced-idr', '1', ...force];
    case 'h264_nvenc':
      return [...closed, '-no-scenecut', '1', '-forced-idr', '1', ...force];
    case 'h264_qsv':
      return [...closed, '-forced_idr', '1', ...force];
    case 'h264_amf':
      return [...closed, '-forced_idr', '1', ...force];
    case 'h264_vaapi':
      return [...closed, '-idr_interval', '0', ...force];
    case 'h264_videotoolbox':
      return [...closed, ...force];
  }
}

function encoderArgs(encoder: VideoEncoder, variant: VideoVariant, paced: boolean): readonly string[] {
  switch (encoder) {
    case 'libx264':
      return ['-preset', 'veryfast', '-profile:v', 'high', ...(paced ? x264DelayArgs(variant) : [])];
    case 'h264_nvenc':
      return ['-preset', 'p4', '-profile:v', 'high', '-rc', 'cbr', '-bf', '0', '-delay', '0'];
    case 'h264_qsv':
      return ['-preset', 'veryfast', '-profile:v', 'high', '-bf', '0', '-async_depth', '2'];
    case 'h264_vaapi':
      return ['-profile:v', 'high', '-rc_mode', 'CBR', '-bf', '0'];
    case 'h264_videotoolbox':
      return ['-profile:v', 'high', '-realtime', paced ? '1' : '0', '-bf', '0', '-allow_sw', '0'];
    case 'h264_amf':
      return [
        '-usage',
        'transcoding',
        '-quality',
        'balanced',
        '-profile:v',
        'high',
        '-rc',
        'cbr',
        '-bf',
        '0',
      ];
  }
}

function x264DelayArgs(variant: VideoVariant): readonly string[] {
  const { threads, lookahead, bFrames } = encoderDelay(variant.framesPerSecond);
  // Macroblock-tree rate control needs a lookahead, and x264 warns without one.
  const params = `rc-lookahead=${lookahead}:sync-lookahead=0${lookahead === 0 ? ':mbtree=0' : ''}`;
  return ['-threads', String(threads), '-bf', String(bFrames), '-x264-params', params];
}
