import type { PlaylistReading } from '../playlist/playlist-reading.ts';
import { createArrivingObject } from './arriving-object.ts';
import type { EdgeObject } from './edge-cache.ts';
import type { EdgeTiming } from './edge-timing.ts';
import type { PlaylistPulled, PlaylistVersion } from './pull-playlist.ts';

/** One playlist at an edge: its newest version, and when that was last asked for upstream. */
export type HeldPlaylist = {
  /** The newest version; asked for upstream first if it was not lately. Undefined: `outcome()` says why. */
  current(): Promise<EdgeObject | undefined>;
  /** The newest version, if it was checked lately. */
  fresh(): EdgeObject | undefined;
  /** Why there is none. */
  outcome(): 'missing' | 'unavailable';
  sizeBytes(): number;
};

export type HeldPlaylistOptions = {
  readonly timing: Pick<EdgeTiming, 'freshMs' | 'staleAfterMs'>;
  readonly nowMs: () => number;
  /** @param isOverdue a newer version should be there long ago, so that whoever says "the same" is not believed first */
  readonly pull: (held: PlaylistVersion | undefined, isOverdue: boolean) => Promise<PlaylistPulled>;
  /** Called with each newer version. */
  readonly onVersion: (version: PlaylistVersion) => void;
};

/** Opens a playlist: it is refreshed when somebody asks for it and never by itself, once for all who ask. */
export function createHeldPlaylist({ timing, nowMs, pull, onVersion }: HeldPlaylistOptions): HeldPlaylist {
  let version: PlaylistVersion | undefined;
  let object: EdgeObject | undefined;
  let outcome: 'missing' | 'unavailable' = 'unavailable';
  let checkedAtMs = Number.NEGATIVE_INFINITY;
  let changedAtMs = 0;
  let refreshing: { readonly done: Promise<void>; readonly soon: Promise<void> } | undefined;

  const isFresh = (): boolean => nowMs() - checkedAtMs <= timing.freshMs;

  async function refresh(): Promise<void> {
    const pulled = await pull(version, isOverdue(version?.reading, nowMs() - changedAtMs));
    checkedAtMs = nowMs();
    if (pulled.kind === 'newer') {
      version = pulled.version;
      changedAtMs = checkedAtMs;
      object = wholeObject(version);
      onVersion(version);
    }
    // What is held is given for as long as nobody has anything newer, whatever becomes of the servers.
    outcome = pulled.kind === 'missing' ? 'missing' : 'unavailable';
  }

  function begin(): { readonly done: Promise<void>; readonly soon: Promise<void> } {
    const soon = Promise.withResolvers<void>();
    const timer = setTimeout(soon.resolve, timing.staleAfterMs);
    const done = refresh().finally(() => {
      refreshing = undefined;
      clearTimeout(timer);
      soon.resolve();
    });
    return { done, soon: soon.promise };
  }

  return {
    async current() {
      if (isFresh()) return object;
      refreshing ??= begin();
      await (object === undefined ? refreshing.done : refreshing.soon);
      return object;
    },
    fresh: () => (isFresh() ? object : undefined),
    outcome: () => outcome,
    sizeBytes: () => version?.bytes.length ?? 0,
  };
}

/** A live playlist gets a segment more each target duration: one that has not for twice as long is overdue. */
export function isOverdue(reading: PlaylistReading | undefined, unchangedMs: number): boolean {
  return reading?.kind === 'media' && !reading.ended && unchangedMs > reading.targetSeconds * 2_000;
}

function wholeObject({ head, bytes }: PlaylistVersion): EdgeObject {
  const whole = createArrivingObject(head, bytes);
  whole.succeed();
  return whole.object;
}
