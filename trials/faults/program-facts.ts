import { setTimeout as sleep } from 'node:timers/promises';
import type { SurecastProcess } from '../../tests/testing/surecast-process.ts';

const lookEveryMs = 50;

/** Resolves once `isSo`. Rejects if the program ends before. */
export async function untilTrue(program: SurecastProcess, what: string, isSo: () => boolean): Promise<void> {
  const end = { has: false };
  void program.ended.then(() => {
    end.has = true;
  });
  while (!isSo()) {
    if (end.has) throw new Error(`the program ended before ${what}`);
    await sleep(lookEveryMs);
  }
}

/** How many segments the program has said that it captured, and that it has proved to be at the origin. */
export function saidCounts(program: SurecastProcess): {
  readonly captured: number;
  readonly verified: number;
} {
  return {
    captured: lastCount(program, /captured (\d+) segment/g),
    verified: lastCount(program, /verified (\d+),/g),
  };
}

function lastCount(program: SurecastProcess, words: RegExp): number {
  return Number([...program.stdout().matchAll(words)].at(-1)?.[1] ?? 0);
}

/** Whether the program still runs when all that was due has been done. */
export async function isRunning(program: SurecastProcess): Promise<boolean> {
  const running = Symbol('running');
  return (await Promise.race([program.ended, sleep(0, running)])) === running;
}
