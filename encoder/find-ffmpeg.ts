import { execFile } from 'node:child_process';
import { access, constants } from 'node:fs/promises';
import { basename, delimiter, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { SurecastError } from '../contract/surecast-error.ts';
import { type FfmpegVersion, isNewEnough, parseFfmpegVersion } from './ffmpeg-version.ts';

const run = promisify(execFile);

/** Programs that were found and asked for their version. */
export type FfmpegPrograms = {
  readonly ffmpegPath: string;
  /** Undefined if there is none beside FFmpeg or on PATH: sources are then not probed beforehand. */
  readonly ffprobePath: string | undefined;
  readonly version: FfmpegVersion;
};

const askTimeoutMs = 10_000;

/**
 * Finds FFmpeg: `SURECAST_FFMPEG` if set (and nothing else then), else the first on PATH; ffprobe beside it, else on PATH.
 * @throws SurecastError FFMPEG_MISSING, FFMPEG_TOO_OLD
 */
export async function findFfmpeg(environment: NodeJS.ProcessEnv = process.env): Promise<FfmpegPrograms> {
  const named = environment['SURECAST_FFMPEG'];
  const isNamed = named !== undefined && named !== '';
  const ffmpegPath = isNamed ? await ifExecutable(named) : await findOnPath('ffmpeg', environment);
  if (ffmpegPath === undefined) {
    throw new SurecastError(
      'FFMPEG_MISSING',
      isNamed ? `SURECAST_FFMPEG names ${named}, which is no program.` : 'There is no ffmpeg on PATH.',
    );
  }
  const version = await askVersion(ffmpegPath);
  if (!isNewEnough(version)) {
    throw new SurecastError(
      'FFMPEG_TOO_OLD',
      `${ffmpegPath} is FFmpeg ${version.text}; 5.1 or newer is needed.`,
    );
  }
  return { ffmpegPath, ffprobePath: await findFfprobe(ffmpegPath, environment), version };
}

/** Output of a listing option such as `-encoders` or `-devices`, for parseComponentNames. */
export async function askFfmpeg(ffmpegPath: string, option: string): Promise<string> {
  const { stdout } = await run(ffmpegPath, ['-hide_banner', option], {
    timeout: askTimeoutMs,
    maxBuffer: 8 << 20,
  });
  return stdout;
}

async function askVersion(ffmpegPath: string): Promise<FfmpegVersion> {
  const output = await run(ffmpegPath, ['-version'], { timeout: askTimeoutMs }).catch((cause: unknown) => {
    throw new SurecastError('FFMPEG_MISSING', `${ffmpegPath} does not run.`, { cause });
  });
  const version = parseFfmpegVersion(output.stdout);
  if (version === undefined) throw new SurecastError('FFMPEG_MISSING', `${ffmpegPath} is not FFmpeg.`);
  return version;
}

async function findFfprobe(ffmpegPath: string, environment: NodeJS.ProcessEnv): Promise<string | undefined> {
  const beside = join(dirname(ffmpegPath), basename(ffmpegPath).replace(/ffmpeg/i, 'ffprobe'));
  const found = beside === ffmpegPath ? undefined : await ifExecutable(beside);
  return found ?? findOnPath('ffprobe', environment);
}

async function findOnPath(program: string, environment: NodeJS.ProcessEnv): Promise<string | undefined> {
  const name = process.platform === 'win32' ? `${program}.exe` : program;
  for (const directory of (environment['PATH'] ?? '').split(delimiter)) {
    const found = directory === '' ? undefined : await ifExecutable(join(directory, name));
    if (found !== undefined) return found;
  }
  return undefined;
}

async function ifExecutable(path: string): Promise<string | undefined> {
  return access(path, constants.X_OK).then(
    () => path,
    () => undefined,
  );
}
