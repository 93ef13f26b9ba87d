import type { FfmpegPrograms } from '../../encoder/find-ffmpeg.ts';
import { testInput } from '../../encoder/inputs/test-input.ts';
import type { VideoEncoder } from '../../encoder/video-encoder-args.ts';
import type { VideoVariant } from '../../encoder/video-variant.ts';
import { judgeEncoderSpeed } from './judge.ts';
import { bad, type Finding, failed } from './result.ts';
import { trialCapture } from './trial-capture.ts';

export type EncoderTrial = {
  readonly ffmpeg: FfmpegPrograms;
  readonly variants: readonly VideoVariant[];
  readonly encoder: VideoEncoder;
};

const trialSeconds = 4;
const patienceMs = 20_000;

/** Encodes all variants of a test pattern for real, as fast as it goes, with the settings of a live broadcast. */
export async function checkEncoder({ ffmpeg, variants, encoder }: EncoderTrial): Promise<Finding> {
  const largest = variants.toSorted((a, b) => b.height - a.height)[0];
  const what = variants.map(
    ({ width, height, framesPerSecond }) => `${width}x${height} at ${Number(framesPerSecond.toFixed(2))} fps`,
  );
  try {
    const outcome = await trialCapture({
      input: testInput({ platform: process.platform, paced: false, ...largest }),
      variants,
      encoder,
      ffmpegPath: ffmpeg.ffmpegPath,
      ffmpegMajor: ffmpeg.version.major,
      durationSeconds: trialSeconds,
      paced: true,
      timeoutMs: patienceMs,
    });
    if (outcome.isTimedOut) {
      return bad(
        `${encoder} did not encode ${trialSeconds} s of video within ${patienceMs / 1000} s`,
        'Choose a smaller picture or another encoder; `surecast devices` lists those that work here.',
      );
    }
    return judgeEncoderSpeed(trialSeconds / outcome.seconds, what.join(' and '));
  } catch (error) {
    return failed(error);
  }
}
