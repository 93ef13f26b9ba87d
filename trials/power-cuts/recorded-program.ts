import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { environmentOf } from '../../tests/testing/surecast-process.ts';
import { recordedCalls } from './read-operation.ts';

/** The program under strace. */
export type RecordedProgram = {
  /** Resolves as soon as its standard error has this; rejects if it ends without. */
  untilSays(words: RegExp): Promise<void>;
  /** To the program itself, not to strace. */
  signal(name: NodeJS.Signals): void;
  /** Resolves when the program and its FFmpeg have ended, with the program's exit status or signal. */
  readonly ended: Promise<{ readonly status: number | string | null; readonly stderr: string }>;
};

const launcher = fileURLToPath(new URL('../../cli/surecast.mjs', import.meta.url));

/** Longer than any write of the program. */
const mostBytes = 64 * 2 ** 20;

/**
 * Starts `surecast ARGUMENTS` with its FFmpeg and all threads under strace, which appends each call that changes files to a
 * log, with its bytes, in the order in which the kernel came to it.
 */
export function startRecorded(args: readonly string[], logPath: string): RecordedProgram {
  const strace = [
    ...['-f', '--seccomp-bpf', '-qq', '-ttt', '-y', '-xx', '-s', String(mostBytes)],
    ...['-e', `trace=${recordedCalls.join()}`, '-e', 'signal=none', '-A', '-o', logPath, '--'],
  ];
  const child = spawn('strace', [...strace, process.execPath, launcher, ...args], {
    stdio: ['ignore', 'ignore', 'pipe'],
    // What is asked of the kernel through io_uring would not be seen.
    env: environmentOf({ env: { UV_USE_IO_URING: '0' } }),
  });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  const ended = once(child, 'close').then(([code, signal]) => ({ status: code ?? signal, stderr: said }));
  return {
    ended,
    signal: (name) => process.kill(tracedBy(child), name),
    untilSays: (words) =>
      new Promise((resolve, reject) => {
        const look = () => {
          if (words.test(said)) resolve();
        };
        child.stderr.on('data', look);
        child.once('close', () => reject(new Error(`ended without saying ${words}: ${said}`)));
        look();
      }),
  };
}

/** Number of the process that strace started. */
function tracedBy(strace: ChildProcess): number {
  const children = readFileSync(`/proc/${strace.pid}/task/${strace.pid}/children`, 'utf8');
  const pid = Number(children.trim().split(' ')[0]);
  if (!(pid > 0)) throw new Error('the program under strace has ended');
  return pid;
}
