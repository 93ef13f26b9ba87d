import { setTimeout as wait } from 'node:timers/promises';
import { isPlaylistKey } from '../../contract/network/object-key.ts';
import { readNamed } from '../store/held-playlists.ts';
import type { HeldObject, ObjectStore } from '../store/object-store.ts';
import type { AskMain } from './ask-main.ts';
import type { IntermediateTiming } from './intermediate-timing.ts';

/**
 * Keeps playlists that are asked for as new as the main server's. Normally it has brought each new one by itself; this is for
 * when it could not, or when this server is not among those it issues the broadcast to.
 */
export type RenewPlaylists = {
  /** To be called before a playlist that is held is given away. */
  renew(held: HeldObject): Promise<void>;
  close(): void;
};

export type RenewOptions = {
  readonly store: ObjectStore;
  readonly main: AskMain;
  readonly timing: IntermediateTiming;
  readonly log: (line: string) => void;
};

/** Times by the monotonic clock. */
type Known = {
  /** When it was last known to be the main server's newest. */
  confirmedAtMs: number;
  /** When an attempt last failed. */
  failedAtMs: number;
  renewing: Promise<void> | undefined;
  /** The version that was found to have ended: nothing follows it. */
  endedVersion: number | undefined;
};

/** Playlists that something is remembered of; what is forgotten is asked for once more. */
const mostKnown = 10_000;

export function createRenewPlaylists({ store, main, timing, log }: RenewOptions): RenewPlaylists {
  const known = new Map<string, Known>();
  const stateOf = (key: string): Known => {
    const found = known.get(key) ?? {
      confirmedAtMs: Number.NEGATIVE_INFINITY,
      failedAtMs: Number.NEGATIVE_INFINITY,
      renewing: undefined,
      endedVersion: undefined,
    };
    if (known.size > mostKnown) known.clear();
    known.set(key, found);
    return found;
  };

  async function ask(held: HeldObject, state: Known): Promise<void> {
    const answer = await main.get(held.key, held.sha256);
    if (answer.kind === 'unavailable') {
      state.failedAtMs = performance.now();
      return;
    }
    if (answer.kind === 'answered' && answer.fetched.kind === 'found') {
      const { body, sha256, sizeBytes, version = 0 } = answer.fetched;
      body.on('error', () => undefined);
      await store.put(held.key, body, { sha256, sizeBytes }, { kind: 'newest', version });
      // What the store has no use for it does not read; the connection is used again.
      body.resume();
    }
    state.confirmedAtMs = performance.now();
    const newest = store.head(held.key);
    const named = newest && (await readNamed(store, newest));
    if (named?.ended === true) state.endedVersion = newest?.version;
  }

  function start(held: HeldObject, state: Known): Promise<void> {
    state.renewing ??= ask(held, state)
      .catch((error: unknown) => {
        state.failedAtMs = performance.now();
        log(`${held.key} can’t be renewed: ${String(error)}`);
      })
      .finally(() => {
        state.renewing = undefined;
      });
    return state.renewing;
  }

  const unsubscribe = store.onStored(({ key }) => {
    if (isPlaylistKey(key)) stateOf(key).confirmedAtMs = performance.now();
  });
  return {
    close: unsubscribe,
    renew: async (held) => {
      const state = stateOf(held.key);
      const nowMs = performance.now();
      const ageMs = nowMs - state.confirmedAtMs;
      if (state.endedVersion === held.version || ageMs < timing.freshMs) return;
      const isPausing = nowMs - state.failedAtMs < timing.pauseMs;
      if (isPausing && nowMs - state.failedAtMs < timing.freshMs) return;
      const renewing = start(held, state);
      if (ageMs < timing.staleMs || isPausing) return;
      const impatient = new AbortController();
      await Promise.race([
        renewing,
        wait(timing.patienceMs, undefined, { signal: impatient.signal }).catch(() => undefined),
      ]);
      impatient.abort();
    },
  };
}
