import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';

type Stoppable = { stop(): Promise<void> };

/** Ends a program at once, by two signals, then what it ran on, in this order, and removes its folder. */
export async function putAway(
  program: ChildProcess,
  ranOn: readonly Stoppable[],
  root: string,
): Promise<void> {
  program.kill('SIGINT');
  program.kill('SIGINT');
  await once(program, 'exit');
  for (const each of ranOn) await each.stop();
  await rm(root, { recursive: true, force: true, maxRetries: 5 });
}
