/** Remembers for a moment of whom something was noted. */
export type RecentAskers = {
  has(asker: string, nowMs: number): boolean;
  add(asker: string, nowMs: number): void;
};

/** @param most so many are remembered; the oldest are forgotten first */
export function createRecentAskers(rememberedMs: number, most = 10_000): RecentAskers {
  const notedAtMs = new Map<string, number>();
  return {
    has: (asker, nowMs) => nowMs - (notedAtMs.get(asker) ?? Number.NEGATIVE_INFINITY) < rememberedMs,
    add(asker, nowMs) {
      notedAtMs.delete(asker);
      notedAtMs.set(asker, nowMs);
      const [oldest] = notedAtMs.keys();
      if (notedAtMs.size > most && oldest !== undefined) notedAtMs.delete(oldest);
    },
  };
}
