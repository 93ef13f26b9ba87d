import type { FfmpegPrograms } from '../../encoder/find-ffmpeg.ts';
import { inputArgs } from '../../encoder/inputs/input-args.ts';
import type { Source } from '../../encoder/source.ts';
import type { SourceProbe } from '../../encoder/source-probe.ts';
import type { VideoEncoder } from '../../encoder/video-encoder-args.ts';
import type { VideoVariant } from '../../encoder/video-variant.ts';
import { bad, doubtful, type Finding, failed, fine } from './result.ts';
import { trialCapture } from './trial-capture.ts';

export type SourceTrial = {
  readonly source: Source;
  readonly probe: SourceProbe | undefined;
  readonly ffmpeg: FfmpegPrograms;
  readonly variants: readonly VideoVariant[];
  readonly encoder: VideoEncoder;
};

const trialSeconds = 1;
const patienceMs = 15_000;

/** Captures a second of the source for real. */
export async function checkSource(trial: SourceTrial): Promise<Finding> {
  const { source, probe, ffmpeg, variants, encoder } = trial;
  try {
    const display = process.env['DISPLAY'];
    const input = inputArgs(source, {
      platform: process.platform,
      paced: true,
      ...(display === undefined ? {} : { display }),
      ...(probe === undefined ? {} : { hasAudio: probe.audio !== undefined }),
    });
    const outcome = await trialCapture({
      input,
      variants,
      encoder,
      ffmpegPath: ffmpeg.ffmpegPath,
      ffmpegMajor: ffmpeg.version.major,
      durationSeconds: trialSeconds,
      paced: true,
      timeoutMs: patienceMs,
    });
    if (outcome.isTimedOut) return silent(source);
    return fine(`gives picture${describe(source, probe)}`, { seconds: outcome.seconds });
  } catch (error) {
    return failed(error);
  }
}

/** Nobody has to be sending yet to a source that waits for its sender. */
function silent(source: Source): Finding {
  const message = `no second of picture came within ${patienceMs / 1000} s`;
  if (source.kind === 'url' && source.listens) {
    return doubtful(message, 'Start the sender, and run this again; the address and port are free.');
  }
  return bad(message, 'Check that the device or sender is on and gives a picture, then run this again.');
}

function describe(source: Source, probe: SourceProbe | undefined): string {
  if (probe === undefined) return '';
  const { width, height, framesPerSecond } = probe.video;
  const hasSound = probe.audio !== undefined || ('audio' in source && source.audio !== undefined);
  const picture = `${width}x${height}, ${Number(framesPerSecond.toFixed(2))} fps`;
  return ` (${picture}, ${hasSound ? 'with sound' : 'without sound'})`;
}
