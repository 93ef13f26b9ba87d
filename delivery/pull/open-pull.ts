import { setTimeout as wait } from 'node:timers/promises';
import type { Origin } from '../../contract/origin.ts';
import { type BackoffLimits, backoffMs } from '../../uploader/backoff.ts';
import type { ObjectStore } from '../store/object-store.ts';
import { type Pulled, pullBroadcast } from './pull-broadcast.ts';

export type PullOptions = {
  readonly origin: Pick<Origin, 'get' | 'close'>;
  readonly broadcasts: readonly string[];
  readonly store: ObjectStore;
  readonly timing?: Partial<PullTiming>;
  readonly log: (line: string) => void;
};

export type PullTiming = {
  readonly retry: BackoffLimits;
  /** For a broadcast that is not there yet, and for one that has ended whose receipt is not, milliseconds. */
  readonly idleMs: number;
};

const defaultTiming: PullTiming = { retry: { retryMinMs: 500, retryMaxMs: 10_000 }, idleMs: 2_000 };

/** A main server that gets broadcasts from an origin, instead of from their encoders. */
export type Pull = {
  /** How far each broadcast has come; undefined: nothing was found out yet. */
  state(broadcast: string): Pulled | undefined;
  close(): Promise<void>;
};

/** Follows broadcasts at an origin for as long as they run, and retries for ever what fails. */
export function openPull({ origin, broadcasts, store, timing, log }: PullOptions): Pull {
  const { retry, idleMs } = { ...defaultTiming, ...timing };
  const closing = new AbortController();
  const { signal } = closing;
  const states = new Map<string, Pulled>();

  async function follow(broadcast: string): Promise<void> {
    let failures = 0;
    while (!signal.aborted) {
      try {
        const pulled = await pullBroadcast({ origin, store, signal }, broadcast);
        if (failures > 0) log(`${broadcast} comes from its origin again.`);
        failures = 0;
        states.set(broadcast, pulled);
        if (pulled.kind === 'ended' && pulled.isWhole) return;
        await wait(pauseMs(pulled, idleMs), undefined, { signal });
      } catch (error) {
        if (signal.aborted) return;
        failures++;
        if (failures === 1) log(`${broadcast} does not come from its origin for now: ${wordsOf(error)}`);
        await wait(backoffMs(failures, retry, Math.random()), undefined, { signal }).catch(() => undefined);
      }
    }
  }

  const following = Promise.all(broadcasts.map(follow));
  return {
    state: (broadcast) => states.get(broadcast),
    close: async () => {
      closing.abort(new Error('the main server is closing'));
      await following;
      origin.close();
    },
  };
}

/** Twice in the time of a segment, as players ask. */
function pauseMs(pulled: Pulled, idleMs: number): number {
  return pulled.kind === 'live' ? Math.min(3_000, Math.max(500, pulled.targetSeconds * 500)) : idleMs;
}

const wordsOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
