import { createHash } from 'node:crypto';
import { resolve } from 'node:path';
import type { VariantConfig } from '../contract/config.ts';
import { SurecastError } from '../contract/surecast-error.ts';
import { captureArgs } from '../encoder/capture-args.ts';
import { resolveSource } from '../encoder/devices/resolve-source.ts';
import { findFfmpeg } from '../encoder/find-ffmpeg.ts';
import { inputArgs } from '../encoder/inputs/input-args.ts';
import { probeSource } from '../encoder/probe-source.ts';
import { redactUrl } from '../encoder/redact-url.ts';
import { formatSource, parseSource, type Source } from '../encoder/source.ts';
import { type VideoEncoder, videoEncoders } from '../encoder/video-encoder-args.ts';
import { defaultPicture, defaultVariant, type VideoVariant } from '../encoder/video-variant.ts';
import type { BroadcastOrder } from './engine.ts';

export type LiveSettings = {
  /** As `--source` takes it. */
  readonly source: string;
  readonly segmentSeconds: number;
  readonly container: 'ts' | 'fmp4';
  /** How much media; null: until it is stopped; undefined: the same, or as what it takes up was begun. */
  readonly durationSeconds: number | null | undefined;
  readonly variants: readonly VariantConfig[] | undefined;
  readonly encoder: string | undefined;
  readonly stallSeconds: number;
};

/** What a command needs to begin a broadcast. */
export type Planned = {
  readonly broadcast: Omit<BroadcastOrder, 'name' | 'originUrls' | 'plan'>;
  readonly capture: BroadcastOrder['plan'];
  /** One line for the person. */
  readonly description: string;
};

/** A network source or a camera may need this long to give its first frame. */
const firstByteMs = 30_000;

/**
 * Looks at FFmpeg and the source, and works out how the broadcast is captured. Starts nothing.
 * @throws SurecastError `FFMPEG_MISSING`, `FFMPEG_TOO_OLD`, `SOURCE_…`
 */
export async function planLive(settings: LiveSettings): Promise<Planned> {
  const source = await resolveSource(absolute(parseSource(settings.source)));
  const ffmpeg = await findFfmpeg();
  const probe = await probeSource(source, ffmpeg);
  const variants: readonly VideoVariant[] = settings.variants ?? [
    defaultVariant(probe?.video ?? defaultPicture),
  ];
  const encoder = videoEncoderNamed(settings.encoder ?? 'libx264');
  const first = variants[0];
  const context = {
    platform: process.platform,
    paced: true,
    ...(process.env['DISPLAY'] === undefined ? {} : { display: process.env['DISPLAY'] }),
    ...(source.kind === 'test' && first
      ? { width: first.width, height: first.height, framesPerSecond: first.framesPerSecond }
      : {}),
    ...(probe === undefined ? {} : { hasAudio: probe.audio !== undefined }),
  };
  const input = inputArgs(source, context);
  const sourceListens = source.kind === 'url' && source.listens;
  return {
    broadcast: {
      container: settings.container,
      segmentMs: Math.round(settings.segmentSeconds * 1000),
      targetDurationSeconds: Math.ceil(settings.segmentSeconds),
      durationSeconds: settings.durationSeconds,
      settings: JSON.stringify({
        source: source.kind,
        sourceHash: hashOf(settings.source),
        variants,
        encoder,
      }),
      variants: variants.map((variant) => ({
        name: variant.name,
        declaredKbps: variant.videoKbps + variant.audioKbps,
      })),
    },
    capture: {
      ffmpegPath: ffmpeg.ffmpegPath,
      buildArgs: (run) =>
        captureArgs({
          input: inputArgs(source, { ...context, startAtSeconds: run.takenSeconds }),
          variants,
          container: settings.container,
          segmentSeconds: settings.segmentSeconds,
          runDirectory: run.runDirectory,
          timelineOffsetSeconds: run.offsetSeconds,
          ...(run.durationSeconds === undefined ? {} : { durationSeconds: run.durationSeconds }),
          paced: true,
          encoder,
          ffmpegMajor: ffmpeg.version.major,
          ...(run.sensesDirectory === undefined ? {} : { sensesDirectory: run.sensesDirectory }),
        }),
      endsByItself: input.endsByItself,
      sourceSeconds: probe?.durationSeconds,
      paced: true,
      copied: false,
      hasSenses: true,
      stallMs: settings.stallSeconds * 1000,
      firstByteMs: sourceListens ? undefined : firstByteMs,
    },
    description: `${redactUrl(formatSource(source))} as ${variants.map(describe).join(', ')}, segments of ${settings.segmentSeconds} s (${settings.container})`,
  };
}

/** FFmpeg runs in a folder of its own. */
function absolute(source: Source): Source {
  return source.kind === 'file' ? { ...source, path: resolve(source.path) } : source;
}

/** Tells one source from another; its text may hold a passphrase or a stream key and is not kept. */
function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}

function videoEncoderNamed(name: string): VideoEncoder {
  const encoder = videoEncoders.find((candidate) => candidate === name);
  if (encoder !== undefined) return encoder;
  throw new SurecastError('CONFIG_INVALID', `There is no encoder ${name}.`, {
    cure: `Choose one of ${videoEncoders.join(', ')}; \`surecast devices\` shows which work here.`,
  });
}

function describe(variant: VideoVariant): string {
  return `${variant.name} (${variant.width}x${variant.height}, ${variant.framesPerSecond} fps, ${variant.videoKbps} kbit/s)`;
}
