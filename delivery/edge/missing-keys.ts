/** Keys that upstream said it does not have, for a moment each. Bounded: who asks for names at random can't fill the memory. */
export type MissingKeys = { has(key: string, nowMs: number): boolean; add(key: string, nowMs: number): void };

export function createMissingKeys(keptMs: number, atMost = 10_000): MissingKeys {
  const untilMs = new Map<string, number>();
  return {
    has(key, nowMs) {
      const until = untilMs.get(key);
      if (until === undefined) return false;
      if (nowMs < until) return true;
      untilMs.delete(key);
      return false;
    },
    add(key, nowMs) {
      // Insertion order is the order of expiry: the first one is the oldest.
      untilMs.delete(key);
      for (const oldest of untilMs.keys()) {
        if (untilMs.size < atMost) break;
        untilMs.delete(oldest);
      }
      untilMs.set(key, nowMs + keptMs);
    },
  };
}
