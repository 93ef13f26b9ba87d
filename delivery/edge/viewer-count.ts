/**
 * Viewers of each broadcast: who has asked for something of it within ten seconds. A viewer is a CMCD session, where the player
 * sends one, else an address with a user agent: people behind one address with the same player count as one.
 */
export type ViewerCount = {
  /** Somebody asks for something. */
  seen(broadcast: string, viewer: string, nowMs: number): void;
  isViewing(broadcast: string, viewer: string, nowMs: number): boolean;
  of(broadcast: string, nowMs: number): number;
  /** Of all broadcasts together, as of the last sweep or later. */
  all(): number;
  broadcasts(): Iterable<string>;
  /** Forgets those who have gone. */
  sweep(nowMs: number): void;
};

export const viewingMs = 10_000;

export function createViewerCount(): ViewerCount {
  const seenAt = new Map<string, Map<string, number>>();
  let entries = 0;
  const count = (viewers: ReadonlyMap<string, number> | undefined, nowMs: number): number => {
    let sum = 0;
    for (const atMs of viewers?.values() ?? []) if (nowMs - atMs <= viewingMs) sum += 1;
    return sum;
  };
  return {
    seen(broadcast, viewer, nowMs) {
      let viewers = seenAt.get(broadcast);
      if (viewers === undefined) {
        viewers = new Map();
        seenAt.set(broadcast, viewers);
      }
      if (!viewers.has(viewer)) entries += 1;
      viewers.set(viewer, nowMs);
    },
    isViewing: (broadcast, viewer, nowMs) =>
      nowMs - (seenAt.get(broadcast)?.get(viewer) ?? Number.NEGATIVE_INFINITY) <= viewingMs,
    of: (broadcast, nowMs) => count(seenAt.get(broadcast), nowMs),
    all: () => entries,
    broadcasts: () => seenAt.keys(),
    sweep(nowMs) {
      for (const [broadcast, viewers] of seenAt) {
        for (const [viewer, atMs] of viewers)
          if (nowMs - atMs > viewingMs && viewers.delete(viewer)) entries -= 1;
        if (viewers.size === 0) seenAt.delete(broadcast);
      }
    },
  };
}
