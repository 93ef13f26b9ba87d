import { z } from 'zod';
import type { Picture } from './video-variant.ts';

/** What a source carries. */
export type SourceProbe = {
  /** Size as shown: turned and with square pixels; rate that it shall be encoded with. */
  readonly video: Picture & { readonly codec: string };
  readonly audio:
    | { readonly codec: string; readonly sampleRate: number; readonly channels: number }
    | undefined;
  /** Of the video, or where that does not say, of the longest stream. Undefined for what has no end. */
  readonly durationSeconds: number | undefined;
};

/** What ffprobe does not know it calls `N/A`. */
const figure = z
  .union([z.number(), z.string()])
  .optional()
  .transform((known) => (typeof known === 'number' ? known : undefined));

const stream = z.looseObject({
  codec_type: z.string().optional(),
  codec_name: z.string().optional(),
  width: figure,
  height: figure,
  avg_frame_rate: z.string().optional(),
  r_frame_rate: z.string().optional(),
  sample_aspect_ratio: z.string().optional(),
  rotation: z.union([z.string(), z.number()]).optional(),
  duration: figure,
  sample_rate: figure,
  channels: figure,
  disposition: z.looseObject({ attached_pic: figure }).optional(),
});
type Stream = z.infer<typeof stream>;

const ffprobeOutput = z.object({
  streams: z.array(stream),
  format: z.looseObject({ duration: z.union([z.number(), z.string()]).optional() }),
});

/** Reads fluent-ffmpeg's `ffprobe` data. Undefined if there is no video in it that can be decoded. */
export function readSourceProbe(data: unknown): SourceProbe | undefined {
  const { streams, format } = ffprobeOutput.parse(data);
  const video = streams.find(isPicture);
  if (video === undefined) return undefined;
  const audio = streams.find(({ codec_type, channels }) => codec_type === 'audio' && (channels ?? 0) > 0);
  return {
    video: { ...shownSize(video), framesPerSecond: frameRate(video), codec: video.codec_name ?? 'unknown' },
    audio: audio && {
      codec: audio.codec_name ?? 'unknown',
      sampleRate: audio.sample_rate ?? 0,
      channels: audio.channels ?? 0,
    },
    durationSeconds: positive(video.duration ?? Number(format.duration)),
  };
}

/** Covers of music files are pictures, not video. */
function isPicture(candidate: Stream): boolean {
  const { codec_type, codec_name, width = 0, height = 0, disposition } = candidate;
  const isCover = disposition?.attached_pic === 1;
  return codec_type === 'video' && codec_name !== 'unknown' && width > 0 && height > 0 && !isCover;
}

/** FFmpeg turns phone recordings upright by itself, and Surecast makes pixels square. */
function shownSize({ width = 0, height = 0, sample_aspect_ratio, rotation }: Stream): {
  width: number;
  height: number;
} {
  const aspect = positive(ratio(sample_aspect_ratio?.replace(':', '/'))) ?? 1;
  const square = Math.round(width * aspect);
  const isTurned = Math.abs(Number(rotation ?? 0)) % 180 === 90;
  return isTurned ? { width: height, height: square } : { width: square, height };
}

/** Rates that cameras and recorders have; the NTSC ones are n·1000/1001. */
const usualRates = [
  1,
  2,
  5,
  8,
  10,
  12,
  15,
  20,
  24000 / 1001,
  24,
  25,
  30000 / 1001,
  30,
  48,
  50,
  60000 / 1001,
  60,
];

/**
 * The average rate if it is a usual one (an interlaced picture's other rate counts its fields), else the least common
 * one, else the next usual one above the average: a variable rate becomes a constant one without losing frames.
 */
function frameRate({ avg_frame_rate, r_frame_rate }: Stream): number {
  const average = positive(ratio(avg_frame_rate));
  const common = positive(ratio(r_frame_rate));
  const usual = usualRate(average) ?? usualRate(common);
  if (usual !== undefined) return usual;
  if (average === undefined) return 30;
  return usualRates.find((rate) => rate >= average) ?? 60;
}

function usualRate(rate: number | undefined): number | undefined {
  if (rate === undefined) return undefined;
  const near = usualRates.toSorted((a, b) => Math.abs(a - rate) - Math.abs(b - rate))[0];
  return near !== undefined && Math.abs(near - rate) < near * 0.005 ? near : undefined;
}

function ratio(text: string | undefined): number {
  const [numerator, denominator = '1'] = (text ?? '').split('/');
  return Number(numerator) / Number(denominator);
}

function positive(value: number): number | undefined {
  return Number.isFinite(value) && value > 0 ? value : undefined;
}
