import { readdirSync, readFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';

/** Numbers of the processes that work for a data directory by their command lines: FFmpegs, and programs given it. */
export function processesOf(dataDirectory: string): number[] {
  const path = resolve(dataDirectory);
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => pid > 0 && pid !== process.pid)
    .filter((pid) => commandOf(pid).some((word) => word.includes(`${path}/`) || word === path));
}

/** Numbers of the FFmpegs that capture into a data directory. */
export function ffmpegsOf(dataDirectory: string): number[] {
  return processesOf(dataDirectory).filter((pid) => commandOf(pid)[0]?.endsWith('ffmpeg'));
}

/** Ends at once all that works for a data directory. */
export function killAllOf(dataDirectory: string): void {
  for (const pid of processesOf(dataDirectory)) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It went by itself.
    }
  }
}

/** Resolves when nothing works for a data directory any more: what was killed takes a moment to be gone. */
export async function untilNoneOf(dataDirectory: string): Promise<void> {
  while (processesOf(dataDirectory).length > 0) await new Promise((resolve) => setTimeout(resolve, 20));
}

/** The words of a process's command line; none if it is gone or a zombie. */
function commandOf(pid: number): string[] {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
  } catch {
    return [];
  }
}

/** How many frames the FFmpegs of a data directory have encoded in all, by their own account. */
export function encodedFrames(dataDirectory: string): number {
  const files = readdirSync(dataDirectory, { recursive: true, encoding: 'utf8' });
  return files
    .filter((file) => basename(file) === 'progress')
    .map((file) => readFileSync(join(dataDirectory, file), 'utf8').matchAll(/^frame=\s*(\d+)$/gm))
    .map((counts) => Number([...counts].at(-1)?.[1] ?? 0))
    .reduce((sum, frames) => sum + frames, 0);
}
