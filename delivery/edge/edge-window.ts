import { liveEntries, type PlaylistReading } from '../playlist/playlist-reading.ts';
import type { ArrivingObject } from './arriving-object.ts';
import type { EdgeObject } from './edge-cache.ts';
import { keysToDrop, type WindowLimits } from './window-policy.ts';

/** The immutable objects that an edge holds. */
export type EdgeWindow = {
  /** An object, whole or arriving. */
  get(key: string): EdgeObject | undefined;
  hold(broadcast: string, arriving: ArrivingObject): void;
  /** A playlist names these now. */
  name(reading: PlaylistReading): void;
  drop(key: string): void;
  /** Called with each object that was let go of. */
  onDropped(listener: (key: string, sizeBytes: number) => void): () => void;
  dropBroadcast(broadcast: string): void;
  holdsAnyOf(broadcast: string): boolean;
  /** Lets go of what the limits say. */
  sweep(): void;
  heldBytes(): number;
};

type Entry = {
  readonly broadcast: string;
  readonly arriving: ArrivingObject;
  namedAtMs: number;
  askedAtMs: number;
};

export function createEdgeWindow(limits: WindowLimits, nowMs: () => number): EdgeWindow {
  const entries = new Map<string, Entry>();
  const listeners = new Set<(key: string, sizeBytes: number) => void>();
  let bytes = 0;

  function drop(key: string): void {
    const entry = entries.get(key);
    if (entry === undefined) return;
    entries.delete(key);
    bytes -= entry.arriving.object.sizeBytes;
    // Whoever still reads a whole one keeps it by himself; who follows a broken-off one must be told.
    entry.arriving.fail(new Error('it is not held any more'));
    for (const listener of listeners) listener(key, entry.arriving.object.sizeBytes);
  }

  function sweep(): void {
    const all = [...entries].map(([key, { arriving, namedAtMs, askedAtMs }]) => ({
      key,
      sizeBytes: arriving.object.sizeBytes,
      namedAtMs,
      askedAtMs,
      isArriving: arriving.state() === 'arriving',
    }));
    for (const key of keysToDrop(all, nowMs(), limits)) drop(key);
  }

  return {
    get(key) {
      const entry = entries.get(key);
      if (entry === undefined || entry.arriving.state() === 'failed') return undefined;
      entry.askedAtMs = nowMs();
      return entry.arriving.object;
    },
    hold(broadcast, arriving) {
      const { key, sizeBytes } = arriving.object;
      drop(key);
      entries.set(key, { broadcast, arriving, namedAtMs: nowMs(), askedAtMs: nowMs() });
      bytes += sizeBytes;
      if (bytes > limits.maxBytes) sweep();
    },
    name(reading) {
      const named = liveEntries(reading, limits.windowSeconds);
      let ageSeconds = 0;
      for (const { key, map, durationSeconds } of named.toReversed()) {
        const entry = entries.get(key);
        if (entry !== undefined) entry.namedAtMs = nowMs() - ageSeconds * 1_000;
        const init = map && entries.get(map.key);
        if (init !== undefined) init.namedAtMs = nowMs();
        ageSeconds += durationSeconds;
      }
    },
    drop,
    onDropped(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    dropBroadcast(broadcast) {
      for (const [key, entry] of entries) if (entry.broadcast === broadcast) drop(key);
    },
    holdsAnyOf: (broadcast) => [...entries.values()].some((entry) => entry.broadcast === broadcast),
    sweep,
    heldBytes: () => bytes,
  };
}
