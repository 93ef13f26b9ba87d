import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';

const endWithinMs = 5_000;

export const hasEnded = (child: ChildProcess): boolean =>
  child.pid === undefined || child.exitCode !== null || child.signalCode !== null;

export async function untilEnded(child: ChildProcess): Promise<void> {
  if (!hasEnded(child)) await once(child, 'exit');
}

/**
 * Asks a process to end, and ends it after five seconds.
 * @param ended when it counts as ended
 */
export async function endChild(child: ChildProcess, ended = untilEnded): Promise<void> {
  child.kill('SIGTERM');
  const late = sleep(endWithinMs, 'late', { ref: false });
  if ((await Promise.race([ended(child), late])) === 'late') child.kill('SIGKILL');
  await ended(child);
}
