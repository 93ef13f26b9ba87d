/** Remembers for a moment whom this edge has sent on, so that two edges that know too little of each other do not send one viewer to and fro. */
export type RecentMoves = {
  has(key: string, nowMs: number): boolean;
  add(key: string, nowMs: number): void;
};

const rememberedMs = 5_000;

/** @param most so many are remembered; the oldest are forgotten first */
export function createRecentMoves(most = 10_000): RecentMoves {
  const moves = new Map<string, number>();
  return {
    has: (key, nowMs) => nowMs - (moves.get(key) ?? Number.NEGATIVE_INFINITY) < rememberedMs,
    add(key, nowMs) {
      moves.delete(key);
      moves.set(key, nowMs);
      const [oldest] = moves.keys();
      if (moves.size > most && oldest !== undefined) moves.delete(oldest);
    },
  };
}
