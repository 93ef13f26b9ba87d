import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { captureArgs } from '../capture-args.ts';
import { failureReason } from '../failure-reason.ts';
import { parseComponentNames } from '../ffmpeg-version.ts';
import { askFfmpeg, type FfmpegPrograms } from '../find-ffmpeg.ts';
import { inputArgs } from '../inputs/input-args.ts';
import { type VideoEncoder, videoEncoders } from '../video-encoder-args.ts';

/** Whether an encoder works here: proved by encoding with it. */
export type EncoderCheck = {
  readonly encoder: VideoEncoder;
  readonly works: boolean;
  /** Why not; undefined if it works. */
  readonly reason: string | undefined;
};

const trialTimeoutMs = 15_000;
const variant = {
  name: 'trial',
  width: 640,
  height: 360,
  framesPerSecond: 30,
  videoKbps: 1000,
  audioKbps: 128,
};

/**
 * Encodes half a second with each encoder that Surecast knows, exactly as a broadcast would: that FFmpeg lists an
 * encoder only means that it was built with it, not that there is a graphics card.
 */
export async function checkEncoders(ffmpeg: FfmpegPrograms): Promise<readonly EncoderCheck[]> {
  const built = parseComponentNames(await askFfmpeg(ffmpeg.ffmpegPath, '-encoders'));
  const folder = await mkdtemp(join(tmpdir(), 'surecast-encoders-'));
  const checks: EncoderCheck[] = [];
  try {
    // One after the other: some cards encode only so many streams at a time.
    for (const encoder of videoEncoders) {
      const reason = built.has(encoder)
        ? await trial(ffmpeg, encoder, folder)
        : 'this FFmpeg was built without it';
      checks.push({ encoder, works: reason === undefined, reason });
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  return checks;
}

/** Undefined if the trial succeeds, else why not. */
async function trial(
  { ffmpegPath, version }: FfmpegPrograms,
  encoder: VideoEncoder,
  folder: string,
): Promise<string | undefined> {
  const args = captureArgs({
    input: inputArgs({ kind: 'test' }, { platform: process.platform, paced: false, ...variant }),
    variants: [{ ...variant, name: '.' }],
    container: 'ts',
    segmentSeconds: 2,
    runDirectory: folder,
    timelineOffsetSeconds: 0,
    durationSeconds: 0.5,
    paced: true,
    encoder,
    ffmpegMajor: version.major,
  });
  return new Promise((settle) => {
    execFile(ffmpegPath, args, { timeout: trialTimeoutMs, killSignal: 'SIGKILL' }, (error, _, stderr) => {
      if (error === null) settle(undefined);
      else if (error.killed === true) settle(`it gave nothing within ${trialTimeoutMs / 1000} s`);
      else settle(lastWords(stderr));
    });
  });
}

function lastWords(stderr: string): string {
  return failureReason(stderr)?.message ?? 'FFmpeg ended without saying why';
}
