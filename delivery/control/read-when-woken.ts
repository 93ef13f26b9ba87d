import { setTimeout as sleep } from 'node:timers/promises';

/** Reads again and again; see `readWhenWoken`. */
export type Reading = {
  /** There is news: read soon. */
  wake(): void;
  close(): Promise<void>;
};

/** What arrives together is read once. */
const gatherMs = 30;
const pauseMs = { least: 250, most: 4_000 };

/**
 * Calls `read` at once, whenever it is woken, every `everyMs`, and more often while it fails or nothing is heard: then after pauses that
 * grow and differ from process to process, so that a server that comes back is not overrun.
 */
export function readWhenWoken(options: {
  readonly read: () => Promise<void>;
  readonly onFailed: (error: unknown) => void;
  readonly onBack: () => void;
  readonly isSilent: () => boolean;
  readonly everyMs: number;
}): Reading {
  const closing = new AbortController();
  const pause = (ms: number): Promise<unknown> =>
    sleep(ms, undefined, { signal: closing.signal, ref: false }).catch(() => undefined);
  let woken = Promise.withResolvers<void>();

  const run = async (): Promise<void> => {
    let failures = 0;
    let silences = 0;
    while (!closing.signal.aborted) {
      woken = Promise.withResolvers();
      try {
        await options.read();
        if (failures > 0) options.onBack();
        failures = 0;
      } catch (error) {
        options.onFailed(error);
        failures += 1;
      }
      silences = failures > 0 || options.isSilent() ? silences + 1 : 0;
      await Promise.race([woken.promise, pause(silences === 0 ? options.everyMs : backOff(silences))]);
      await pause(gatherMs);
    }
  };
  const running = run();
  return {
    wake: () => woken.resolve(),
    close: async () => {
      closing.abort();
      woken.resolve();
      await running;
    },
  };
}

/** Between half and the whole of a pause that doubles. */
const backOff = (times: number): number =>
  Math.min(pauseMs.most, pauseMs.least * 2 ** Math.min(times, 10)) * (0.5 + Math.random() / 2);
