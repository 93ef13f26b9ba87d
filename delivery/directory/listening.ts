/** Since when a process has heard its network without a break. */
export type Listening = {
  /** To be called about every `everyMs`. Being cut off, or having stood still, starts it anew. */
  readonly look: (nowMs: number, isConnected: boolean) => void;
  /** For how long; 0 while cut off. */
  readonly forMs: (nowMs: number) => number;
};

/** @param everyMs a look that comes this much too late shows that the process (or the machine) stood still */
export function followListening(everyMs: number): Listening {
  let sinceMs: number | undefined;
  let lookedMs: number | undefined;
  return {
    look: (nowMs, isConnected) => {
      const stoodStill = lookedMs !== undefined && nowMs - lookedMs > 2.5 * everyMs;
      lookedMs = nowMs;
      if (!isConnected) sinceMs = undefined;
      else if (sinceMs === undefined || stoodStill) sinceMs = nowMs;
    },
    forMs: (nowMs) => (sinceMs === undefined ? 0 : nowMs - sinceMs),
  };
}
