import { resolveSource } from '../../encoder/devices/resolve-source.ts';
import { type FfmpegPrograms, findFfmpeg } from '../../encoder/find-ffmpeg.ts';
import { probeSource } from '../../encoder/probe-source.ts';
import { formatSource, type Source } from '../../encoder/source.ts';
import type { SourceProbe } from '../../encoder/source-probe.ts';
import type { VideoEncoder } from '../../encoder/video-encoder-args.ts';
import { defaultPicture, defaultVariant, type VideoVariant } from '../../encoder/video-variant.ts';
import { checkEncoder } from './check-encoder.ts';
import { checkSource } from './check-source.ts';
import type { Enter } from './enter.ts';
import { type Finding, failed, fine, skipped } from './result.ts';

export type CaptureSettings = {
  readonly source: Source;
  readonly encoder: VideoEncoder;
  /** Undefined: one of the source's own size. */
  readonly variants: readonly VideoVariant[] | undefined;
  /** Replaces the video bit rate of the source's own variant. */
  readonly videoKbps: number | undefined;
  /** Why nothing may be captured or encoded now. */
  readonly busy: string | undefined;
};

const probeMs = 15_000;

/** Checks FFmpeg, source and encoder. @returns the variants that a broadcast would have */
export async function checkCapture(
  settings: CaptureSettings,
  enter: Enter,
): Promise<readonly VideoVariant[]> {
  const { source, encoder, busy } = settings;
  const ffmpeg = await lookForFfmpeg(enter);
  const name = formatSource(source);
  if (ffmpeg === undefined || busy !== undefined) {
    const why = skipped(busy ?? 'there is no FFmpeg to try it with');
    enter('source', name, why);
    enter('encoder', encoder, why);
    return chooseVariants(settings, undefined);
  }
  const looked = await look(source, ffmpeg);
  const variants = chooseVariants(settings, 'failure' in looked ? undefined : looked.probe);
  const trial = { ffmpeg, variants, encoder };
  enter('source', name, 'failure' in looked ? looked.failure : await checkSource({ ...trial, ...looked }));
  enter('encoder', encoder, await checkEncoder(trial));
  return variants;
}

async function lookForFfmpeg(enter: Enter): Promise<FfmpegPrograms | undefined> {
  try {
    const ffmpeg = await findFfmpeg();
    enter('ffmpeg', ffmpeg.ffmpegPath, fine(`version ${ffmpeg.version.text}`));
    return ffmpeg;
  } catch (error) {
    enter('ffmpeg', 'ffmpeg', failed(error));
    return undefined;
  }
}

type Looked =
  | { readonly source: Source; readonly probe: SourceProbe | undefined }
  | { readonly failure: Finding };

/** Finds the device by its label and looks into the source, as a broadcast does before it begins. */
async function look(source: Source, ffmpeg: FfmpegPrograms): Promise<Looked> {
  try {
    const resolved = await resolveSource(source);
    return { source: resolved, probe: await probeSource(resolved, ffmpeg, probeMs) };
  } catch (error) {
    return { failure: failed(error) };
  }
}

function chooseVariants(settings: CaptureSettings, probe: SourceProbe | undefined): readonly VideoVariant[] {
  if (settings.variants !== undefined) return settings.variants;
  const variant = defaultVariant(probe?.video ?? defaultPicture);
  return [{ ...variant, videoKbps: settings.videoKbps ?? variant.videoKbps }];
}
