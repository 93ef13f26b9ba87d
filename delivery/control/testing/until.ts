import { setTimeout as sleep } from 'node:timers/promises';

const withinMs = 60_000;

/** Waits until something holds, and answers with it. @throws Error when it never does */
export async function until<T>(what: string, look: () => T | undefined | false): Promise<T> {
  const deadline = performance.now() + withinMs;
  for (;;) {
    const seen = look();
    if (seen !== undefined && seen !== false) return seen;
    if (performance.now() > deadline) throw new Error(`It did not come about: ${what}`);
    await sleep(20);
  }
}
