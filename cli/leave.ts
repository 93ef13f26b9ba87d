import { existsSync } from 'node:fs';

/** What still goes on when all is said (connections that close) gets so long, milliseconds. */
const graceMs = 2_000;

const shell = '/bin/sh';

/**
 * Sees to it that the process ends with `process.exitCode`: by itself as a rule, and otherwise a moment after all that
 * was said is written. To be called when the work is done.
 */
export async function leave(): Promise<void> {
  await Promise.all([process.stdout, process.stderr].map(flushed));
  setTimeout(() => endNow(Number(process.exitCode ?? 0)), graceMs).unref();
}

function flushed(stream: NodeJS.WriteStream): Promise<void> {
  // Also called, with an error, for a stream that nobody reads any more.
  return new Promise((resolve) => void stream.write('', () => resolve()));
}

/**
 * A thread that waits in the kernel (for a share that hangs) can't be ended, and `process.exit` would wait for it: only
 * another program in this one's place leaves it behind. It gives the status.
 */
function endNow(status: number): void {
  if (process.platform !== 'win32' && process.execve !== undefined && existsSync(shell))
    process.execve(shell, [shell, '-c', `exit ${status}`]);
  process.exit(status);
}
