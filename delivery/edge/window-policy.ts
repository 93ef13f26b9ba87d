/** What of the window counts when something has to go; times are monotonic milliseconds. */
export type WindowEntry = {
  readonly key: string;
  readonly sizeBytes: number;
  /** When a playlist last named it within the live window, or when it came, if none ever did. */
  readonly namedAtMs: number;
  /** When somebody last asked for it. */
  readonly askedAtMs: number;
  /** Arriving objects stay: somebody waits for them. */
  readonly isArriving: boolean;
};

export type WindowLimits = { readonly windowSeconds: number; readonly maxBytes: number };

/** Keys to let go of: what the live window has left behind and nobody asks for, then, while there is too much, what was named longest ago. */
export function keysToDrop(
  entries: readonly WindowEntry[],
  nowMs: number,
  { windowSeconds, maxBytes }: WindowLimits,
): readonly string[] {
  const staysMs = windowSeconds * 1_000;
  const isPast = (entry: WindowEntry) =>
    !entry.isArriving && nowMs - Math.max(entry.namedAtMs, entry.askedAtMs) > staysMs;
  const past = entries.filter(isPast);
  const kept = entries.filter((entry) => !isPast(entry));
  let bytes = kept.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  const drop = past.map(({ key }) => key);
  if (bytes <= maxBytes) return drop;
  const order = kept.filter(({ isArriving }) => !isArriving).sort(longestUnnamed);
  for (const { key, sizeBytes } of order) {
    if (bytes <= maxBytes) break;
    bytes -= sizeBytes;
    drop.push(key);
  }
  return drop;
}

const longestUnnamed = (a: WindowEntry, b: WindowEntry): number =>
  a.namedAtMs - b.namedAtMs || a.askedAtMs - b.askedAtMs;
