import { createEdgeBroadcast, type EdgeBroadcast } from './edge-broadcast.ts';
import type { EdgeTiming } from './edge-timing.ts';
import type { EdgeUpstream } from './edge-upstream.ts';
import type { EdgeWindow } from './edge-window.ts';

/** The broadcasts that are watched at an edge. */
export type EdgeBroadcasts = {
  /** Begins to know it, and notes that somebody asks for it. */
  of(name: string): EdgeBroadcast;
  /** The same, but only if it is known already. */
  asked(name: string): EdgeBroadcast | undefined;
  known(name: string): EdgeBroadcast | undefined;
  /** Names that turned out to be nothing leave nothing behind. */
  dropIfEmpty(broadcast: EdgeBroadcast): void;
  /** Forgets what nobody has asked for. */
  sweep(): void;
  playlistBytes(): number;
  close(): void;
};

export function createEdgeBroadcasts(options: {
  readonly timing: EdgeTiming;
  readonly nowMs: () => number;
  readonly upstream: EdgeUpstream;
  readonly window: EdgeWindow;
}): EdgeBroadcasts {
  const { timing, nowMs, upstream, window } = options;
  const all = new Map<string, EdgeBroadcast>();

  function begin(name: string): EdgeBroadcast {
    const made: EdgeBroadcast = createEdgeBroadcast({
      name,
      timing,
      nowMs,
      pull: (key, held, isOverdue) => upstream.playlist(made, key, held, isOverdue),
      onVersion: ({ reading }) => window.name(reading),
    });
    all.set(name, made);
    return made;
  }

  function forget(broadcast: EdgeBroadcast): void {
    broadcast.callOff.abort();
    all.delete(broadcast.name);
    window.dropBroadcast(broadcast.name);
  }

  return {
    of(name) {
      const broadcast = all.get(name) ?? begin(name);
      broadcast.askedAtMs = nowMs();
      return broadcast;
    },
    asked(name) {
      const broadcast = all.get(name);
      if (broadcast !== undefined) broadcast.askedAtMs = nowMs();
      return broadcast;
    },
    known: (name) => all.get(name),
    dropIfEmpty(broadcast) {
      if (broadcast.isEmpty() && !window.holdsAnyOf(broadcast.name)) all.delete(broadcast.name);
    },
    sweep() {
      for (const broadcast of all.values())
        if (nowMs() - broadcast.askedAtMs > timing.forgetMs) forget(broadcast);
    },
    playlistBytes: () => [...all.values()].reduce((sum, each) => sum + each.playlistBytes(), 0),
    close() {
      for (const broadcast of all.values()) forget(broadcast);
    },
  };
}
