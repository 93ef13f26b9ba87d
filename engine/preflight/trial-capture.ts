import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SurecastError } from '../../contract/surecast-error.ts';
import { type CaptureOptions, captureArgs } from '../../encoder/capture-args.ts';
import { failureReason } from '../../encoder/failure-reason.ts';

export type TrialCapture = Omit<
  CaptureOptions,
  'runDirectory' | 'timelineOffsetSeconds' | 'container' | 'segmentSeconds'
> & {
  readonly ffmpegPath: string;
  readonly timeoutMs: number;
};

/** How a trial ended; `seconds` is from FFmpeg's start to its end. */
export type TrialOutcome = { readonly isTimedOut: boolean; readonly seconds: number };

const longestLog = 64 * 1024;

/**
 * Captures for a moment just as a broadcast would, into a temporary folder that is removed again.
 * @throws SurecastError for what FFmpeg says of itself
 */
export async function trialCapture(trial: TrialCapture): Promise<TrialOutcome> {
  const runDirectory = await mkdtemp(join(tmpdir(), 'surecast-doctor-'));
  try {
    for (const variant of trial.variants) await mkdir(join(runDirectory, variant.name));
    const args = captureArgs({
      ...trial,
      runDirectory,
      timelineOffsetSeconds: 0,
      container: 'ts',
      segmentSeconds: 2,
    });
    return await run(trial.ffmpegPath, args, trial.timeoutMs);
  } finally {
    await rm(runDirectory, { recursive: true, force: true });
  }
}

async function run(ffmpegPath: string, args: readonly string[], timeoutMs: number): Promise<TrialOutcome> {
  const startedMs = performance.now();
  const env = { ...process.env, AV_LOG_FORCE_NOCOLOR: '1' };
  const child = spawn(ffmpegPath, args, { stdio: ['ignore', 'ignore', 'pipe'], env, windowsHide: true });
  let log = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    log = (log + text).slice(-longestLog);
  });
  let isTimedOut = false;
  const timer = setTimeout(() => {
    isTimedOut = true;
    child.kill('SIGKILL');
  }, timeoutMs);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  }).finally(() => clearTimeout(timer));
  if (code !== 0 && !isTimedOut) throw explain(log, code);
  return { isTimedOut, seconds: (performance.now() - startedMs) / 1000 };
}

function explain(log: string, code: number | null): SurecastError {
  const reason = failureReason(log);
  return new SurecastError(
    reason?.code ?? 'FFMPEG_FAILED',
    reason?.message ?? `FFmpeg ended with status ${code}.`,
  );
}
