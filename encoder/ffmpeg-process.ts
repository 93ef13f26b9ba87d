import { type ChildProcess, spawn } from 'node:child_process';
import { open } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { SurecastError } from '../contract/surecast-error.ts';
import { progressFileName } from './capture-args.ts';
import { readFileTail } from './file-tail.ts';
import { linuxCommandWords, listProcesses } from './process-table.ts';
import { formatCommand } from './redact-url.ts';
import { readRunRecord, writeRunRecord } from './run-record.ts';
import { settlesWithin } from './settles-within.ts';

/** How an FFmpeg ended. An adopted one's code is unknown; whether it ended cleanly is in its progress file. */
export type FfmpegExit = { readonly code: number | undefined; readonly signal?: string };

/** An FFmpeg that captures into a run's folder, started by this process or by an earlier life of the program. */
export type FfmpegHandle = {
  readonly pid: number;
  readonly adopted: boolean;
  isAlive(): boolean;
  /**
   * Asks it to finish (SIGINT: it writes out what it holds), then SIGTERM after `graceMs`, then SIGKILL after as much
   * again; resolves once it is gone. On Windows there is no asking: it is ended at once.
   */
  stop(graceMs: number): Promise<FfmpegExit>;
  /** Ends it at once; for one that hangs. */
  kill(): void;
  /** Resolves when it has ended, and never rejects. */
  readonly exited: Promise<FfmpegExit>;
  /** The last 64 KiB of what it printed. */
  log(): Promise<string>;
};

export type StartOptions = {
  readonly ffmpegPath: string;
  /** From captureArgs, whose progress file in the run's folder is how the process is known again. */
  readonly args: readonly string[];
  /** Absolute path of an existing folder that no other run uses. */
  readonly runDir: string;
  readonly onExit?: (exit: FfmpegExit) => void;
};

/** Name of FFmpeg's own log in the run's folder. */
export const ffmpegLogName = 'ffmpeg.log';

const logTailBytes = 64 * 1024;
const pollMs = 250;

/**
 * Starts FFmpeg in a session of its own, with no pipe to us, so that it outlives us in whatever way we end.
 * Its output goes to `ffmpeg.log`, and `run.json` (fsynced) says how to find it again.
 * @throws SurecastError FFMPEG_MISSING if the program can't be started
 */
export async function startFfmpeg(options: StartOptions): Promise<FfmpegHandle> {
  const { ffmpegPath, args, runDir } = options;
  if (!args.includes(markerOf(runDir))) throw new RangeError(`the arguments lack ${markerOf(runDir)}`);
  const command = formatCommand(ffmpegPath, args);
  const child = await spawnDetached(ffmpegPath, args, runDir, command);
  const pid = child.pid;
  if (pid === undefined) throw new SurecastError('FFMPEG_MISSING', `${ffmpegPath} does not start.`);
  let exit: FfmpegExit | undefined;
  const exited = new Promise<FfmpegExit>((settle) => {
    child.once('exit', (code, signal) => {
      exit = signal === null ? { code: code ?? undefined } : { code: undefined, signal };
      settle(exit);
      options.onExit?.(exit);
    });
  });
  try {
    await writeRunRecord(runDir, { version: 1, pid, startedAt: new Date().toISOString(), command });
  } catch (error) {
    // Nobody would know of it (a full disk): it must not capture beside the next one.
    child.kill('SIGKILL');
    await exited;
    throw error;
  }
  return makeHandle({ pid, adopted: false, runDir, exited, isAlive: () => exit === undefined });
}

/**
 * Finds the living FFmpeg of a run by what is on disk: run.json's process if it is still that one (a process number
 * may have been given to another), else any process that writes this run's progress file, in case we were killed
 * before run.json was written. Undefined if there is none.
 */
export async function adoptFfmpeg(runDir: string): Promise<FfmpegHandle | undefined> {
  const marker = markerOf(runDir);
  const pid = await findRun(runDir, marker);
  if (pid === undefined) return undefined;
  // Elsewhere than on Linux the number alone is watched; it was seen to be the right one a moment ago.
  const isAlive = () => isRunOf(pid, marker) ?? isRunning(pid);
  return makeHandle({ pid, adopted: true, runDir, isAlive, exited: pollUntilGone(isAlive) });
}

/** Whether the FFmpeg of a run lives. Looks only: nothing is left behind that watches it. */
export async function isFfmpegAlive(runDir: string): Promise<boolean> {
  return (await findRun(runDir, markerOf(runDir))) !== undefined;
}

async function findRun(runDir: string, marker: string): Promise<number | undefined> {
  const recorded = await readRunRecord(runDir);
  if (recorded !== undefined && isRunOf(recorded.pid, marker) === true) return recorded.pid;
  return (await listProcesses()).find(({ commandWords }) => carries(commandWords, marker))?.pid;
}

async function pollUntilGone(isAlive: () => boolean): Promise<FfmpegExit> {
  while (isAlive()) await sleep(pollMs);
  return { code: undefined };
}

async function spawnDetached(
  ffmpegPath: string,
  args: readonly string[],
  runDir: string,
  command: string,
): Promise<ChildProcess> {
  const log = await open(join(runDir, ffmpegLogName), 'a');
  try {
    await log.write(`$ ${command}\n`);
    const env = { ...process.env, AV_LOG_FORCE_NOCOLOR: '1' };
    const stdio: ['ignore', number, number] = ['ignore', log.fd, log.fd];
    const child = spawn(ffmpegPath, args, { detached: true, stdio, env, cwd: runDir, windowsHide: true });
    await new Promise<void>((settle, fail) => {
      child.once('spawn', settle);
      child.once('error', fail);
    });
    return child;
  } catch (cause) {
    throw new SurecastError('FFMPEG_MISSING', `${ffmpegPath} does not start.`, { cause });
  } finally {
    await log.close();
  }
}

type HandleParts = Pick<FfmpegHandle, 'pid' | 'adopted' | 'exited' | 'isAlive'> & { readonly runDir: string };

function makeHandle({ pid, adopted, runDir, exited, isAlive }: HandleParts): FfmpegHandle {
  const signal = (name: NodeJS.Signals) => {
    if (isAlive()) sendSignal(pid, name);
  };
  const stop = async (graceMs: number) => {
    for (const name of ['SIGINT', 'SIGTERM'] as const) {
      signal(name);
      if (await settlesWithin(exited, graceMs)) return exited;
    }
    signal('SIGKILL');
    return exited;
  };
  const log = () => readFileTail(join(runDir, ffmpegLogName), logTailBytes);
  return { pid, adopted, isAlive, stop, kill: () => signal('SIGKILL'), exited, log };
}

/** The argument that only this run's FFmpeg has. */
function markerOf(runDir: string): string {
  return `file:${join(resolve(runDir), progressFileName)}`;
}

/** Whether this process is that run's FFmpeg; undefined where the system cannot tell quickly. */
function isRunOf(pid: number, marker: string): boolean | undefined {
  if (process.platform !== 'linux') return undefined;
  const words = linuxCommandWords(pid);
  return words !== undefined && carries(words, marker);
}

function carries(commandWords: readonly string[], marker: string): boolean {
  const [line, ...more] = commandWords;
  return more.length === 0 ? (line?.includes(marker) ?? false) : commandWords.includes(marker);
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

function sendSignal(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // Gone in between, which is what was wanted.
  }
}
