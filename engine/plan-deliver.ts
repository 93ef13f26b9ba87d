import { resolve } from 'node:path';
import { SurecastError } from '../contract/surecast-error.ts';
import { captureArgs } from '../encoder/capture-args.ts';
import { findFfmpeg } from '../encoder/find-ffmpeg.ts';
import { inputArgs } from '../encoder/inputs/input-args.ts';
import { longestCopiedSegmentSeconds } from '../encoder/probe-keyframes.ts';
import { probeSource } from '../encoder/probe-source.ts';
import { defaultVariant, type VideoVariant } from '../encoder/video-variant.ts';
import type { Planned } from './plan-live.ts';

export type DeliverSettings = {
  readonly file: string;
  /** Keep the recording's own video and audio; cut at the keyframes it has. */
  readonly copy: boolean;
  readonly segmentSeconds: number;
  readonly container: 'ts' | 'fmp4';
};

/**
 * Works out how a finished recording is packaged. Starts nothing.
 * @throws SurecastError `FFMPEG_MISSING`, `SOURCE_…`; `SOURCE_INVALID` when `copy` can't take its video as it is
 */
export async function planDeliver(settings: DeliverSettings): Promise<Planned> {
  const source = { kind: 'file', path: resolve(settings.file) } as const;
  const ffmpeg = await findFfmpeg();
  const probe = await probeSource(source, ffmpeg);
  if (probe === undefined)
    throw new SurecastError('SOURCE_NO_VIDEO', `${settings.file} can't be looked into.`);
  const variant: VideoVariant = defaultVariant(probe.video);
  const encoder = settings.copy
    ? { copyVideo: copyable(settings.file, probe.video.codec) }
    : ('libx264' as const);
  const context = { platform: process.platform, paced: false, hasAudio: probe.audio !== undefined };
  const longestSeconds = settings.copy
    ? await longestCopiedSegmentSeconds(settings.file, settings.segmentSeconds, ffmpeg)
    : settings.segmentSeconds;
  return {
    broadcast: {
      container: settings.container,
      segmentMs: Math.round(settings.segmentSeconds * 1000),
      targetDurationSeconds: Math.ceil(longestSeconds),
      settings: JSON.stringify({ sourceKind: 'file', copy: settings.copy, variants: [variant] }),
      variants: [{ name: variant.name, declaredKbps: variant.videoKbps + variant.audioKbps }],
    },
    capture: {
      ffmpegPath: ffmpeg.ffmpegPath,
      buildArgs: (run) =>
        captureArgs({
          input: inputArgs(source, { ...context, startAtSeconds: run.takenSeconds }),
          variants: [variant],
          container: settings.container,
          segmentSeconds: settings.segmentSeconds,
          runDirectory: run.runDirectory,
          timelineOffsetSeconds: run.offsetSeconds,
          paced: false,
          encoder,
          ffmpegMajor: ffmpeg.version.major,
        }),
      endsByItself: true,
      sourceSeconds: probe.durationSeconds,
      paced: false,
      copied: settings.copy,
      hasSenses: false,
      stallMs: 120_000,
      firstByteMs: 120_000,
    },
    description: `${settings.copy ? 'copied as it is' : variant.name}, segments of ${settings.segmentSeconds} s (${settings.container})`,
  };
}

function copyable(file: string, codec: string): 'h264' | 'hevc' {
  if (codec === 'h264' || codec === 'hevc') return codec;
  throw new SurecastError(
    'SOURCE_INVALID',
    `${file} has ${codec} video, which can't be delivered as it is.`,
    {
      cure: 'Leave out --copy: it is then encoded as H.264.',
    },
  );
}
