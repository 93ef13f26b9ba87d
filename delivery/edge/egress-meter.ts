/** Bytes sent, by broadcast, as a rate over the last few seconds. */
export type EgressMeter = {
  sent(broadcast: string, bytes: number): void;
  bitsPerSecond(broadcast: string): number;
  total(): number;
  /** To be called about once a second: ends the current slot. */
  tick(nowMs: number): void;
};

const slots = 5;

export function createEgressMeter(startMs: number): EgressMeter {
  let current = new Map<string, number>();
  let currentSinceMs = startMs;
  const past: { readonly bytes: ReadonlyMap<string, number>; readonly ms: number }[] = [];

  function rate(pick: (bytes: ReadonlyMap<string, number>) => number): number {
    const ms = past.reduce((sum, slot) => sum + slot.ms, 0);
    return ms === 0 ? 0 : (past.reduce((sum, slot) => sum + pick(slot.bytes), 0) * 8_000) / ms;
  }

  return {
    sent: (broadcast, bytes) => void current.set(broadcast, (current.get(broadcast) ?? 0) + bytes),
    bitsPerSecond: (broadcast) => rate((bytes) => bytes.get(broadcast) ?? 0),
    total: () => rate((bytes) => [...bytes.values()].reduce((sum, each) => sum + each, 0)),
    tick(nowMs) {
      past.push({ bytes: current, ms: Math.max(1, nowMs - currentSinceMs) });
      if (past.length > slots) past.shift();
      current = new Map();
      currentSinceMs = nowMs;
    },
  };
}
