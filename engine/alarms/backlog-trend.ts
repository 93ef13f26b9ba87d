/** One look at a backlog; monotonic milliseconds. */
type BacklogPoint = { readonly atMs: number; readonly bytes: number };

/** Pure: looks of the last while, oldest first. */
export type BacklogTrend = readonly BacklogPoint[];

const windowMs = 20_000;
const leastMs = 4_000;

export function addLook(trend: BacklogTrend, look: BacklogPoint): BacklogTrend {
  return [...trend.filter(({ atMs }) => look.atMs - atMs <= windowMs), look];
}

/**
 * Slope of the straight line through the looks (least squares), bytes a second: a segment that has just been entered or
 * verified does not turn it around. Null while they span too little time.
 */
export function growthOf(trend: BacklogTrend): number | null {
  const [first, last] = [trend[0], trend.at(-1)];
  if (first === undefined || last === undefined || last.atMs - first.atMs < leastMs) return null;
  const meanMs = mean(trend.map(({ atMs }) => atMs));
  const meanBytes = mean(trend.map(({ bytes }) => bytes));
  const spread = sum(trend.map(({ atMs }) => (atMs - meanMs) ** 2));
  const together = sum(trend.map(({ atMs, bytes }) => (atMs - meanMs) * (bytes - meanBytes)));
  return (together / spread) * 1000;
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
const mean = (values: readonly number[]): number => sum(values) / values.length;
