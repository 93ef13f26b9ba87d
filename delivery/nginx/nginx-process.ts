import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { endChild, untilEnded } from '../control/end-child.ts';
import { endWithParent } from '../control/end-with-parent.ts';

const run = promisify(execFile);
const testTimeoutMs = 30_000;
const restartAfterMs = 500;

export type NginxCommand = {
  readonly program: string;
  readonly directory: string;
  readonly log: (line: string) => void;
};

const argumentsFor = (directory: string, file: string): readonly string[] => [
  ...['-p', `${directory}/`],
  ...['-c', file, '-e', 'stderr'],
];

/** What nginx has against a configuration; undefined: nothing. */
export async function objections(
  { program, directory }: NginxCommand,
  file: string,
): Promise<string | undefined> {
  try {
    await run(program, ['-t', '-q', ...argumentsFor(directory, file)], { timeout: testTimeoutMs });
    return undefined;
  } catch (error) {
    const said = error instanceof Error && 'stderr' in error ? String(error.stderr).trim() : '';
    return said === '' ? String(error) : said;
  }
}

/** Starts its master process, which starts the workers. All of it ends when this process does. */
export function startNginx({ program, directory, log }: NginxCommand, file: string): ChildProcess {
  const child = spawn(program, [...argumentsFor(directory, file)], {
    stdio: ['ignore', 'ignore', 'pipe'],
    // A group of its own: Ctrl-C is for this process, and orphaned workers are found by it.
    detached: true,
  });
  child.on('error', () => undefined);
  createInterface({ input: child.stderr }).on('line', (line) => log(`nginx: ${line}`));
  endWithParent(child);
  return child;
}

/** Workers outlive a master that was killed, and would hold on to its port. */
async function ended(child: ChildProcess): Promise<void> {
  await untilEnded(child);
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    // Nobody is left of the group.
  }
}

export const endNginx = (child: ChildProcess): Promise<void> => endChild(child, ended);

/** Starts it again whenever it ends. */
export async function keepNginx(
  first: ChildProcess,
  signal: AbortSignal,
  again: () => ChildProcess,
): Promise<void> {
  for (let child = first; ; child = again()) {
    await ended(child);
    await sleep(restartAfterMs, undefined, { signal }).catch(() => undefined);
    if (signal.aborted) return;
  }
}
