import type { EngineAddress } from './engine-address.ts';

/** One engine that runs, whether this shell started it or found it. */
export type EngineLife = {
  readonly pid: number;
  readonly address: EngineAddress;
  /** Resolves when the process is gone, with one sentence on how it ended. */
  readonly ended: Promise<string>;
  /** Asks it to end: once it has nothing to capture or deliver, or at once with `now` (the rest stays in the queue). */
  readonly end: (now: boolean) => void;
};
