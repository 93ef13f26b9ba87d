import { type ChildProcess, spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import type { ProbeTarget } from './probe-target.ts';

const answerSchema = z.union([z.object({ error: z.string() }), z.object({ data: z.unknown() })]);

/** What ffprobe found, its words if it failed, or that it had to be ended. */
export type ProbeAnswer =
  | { readonly type: 'data'; readonly data: unknown }
  | { readonly type: 'error'; readonly words: string }
  | { readonly type: 'timeout' };

const childPath = fileURLToPath(new URL('./probe-child.ts', import.meta.url));

/** Asks ffprobe, and ends it and its parent if it takes longer than `timeoutMs` (a silent sender, a hung disk). */
export async function runProbe(
  ffprobePath: string,
  target: ProbeTarget,
  timeoutMs: number,
): Promise<ProbeAnswer> {
  const child = spawn(process.execPath, [childPath, ffprobePath, target.input, ...target.options], {
    stdio: ['ignore', 'pipe', 'ignore'],
    detached: process.platform !== 'win32',
    windowsHide: true,
  });
  let isTimedOut = false;
  const timer = setTimeout(() => {
    isTimedOut = true;
    killGroup(child);
  }, timeoutMs);
  const spawnError = new Promise<never>((_, fail) => child.once('error', fail));
  try {
    const output = await Promise.race([text(child.stdout), spawnError]);
    if (isTimedOut) return { type: 'timeout' };
    const answer = answerSchema.parse(JSON.parse(output));
    return 'error' in answer ? { type: 'error', words: answer.error } : { type: 'data', data: answer.data };
  } finally {
    clearTimeout(timer);
  }
}

/** The child leads a group that its ffprobe belongs to; Windows has trees instead. */
function killGroup(child: ChildProcess): void {
  const { pid } = child;
  if (pid === undefined) return;
  if (process.platform === 'win32') {
    spawn('taskkill', ['/PID', String(pid), '/T', '/F'], { stdio: 'ignore', windowsHide: true });
    return;
  }
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It has just ended by itself.
  }
}
