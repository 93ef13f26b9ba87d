/** How many backfill transfers an origin begins with beside live media. */
export const firstBackfillSlots = 2;

/**
 * How many backfill transfers may be under way beside live media, after a live segment has been sent. Many fill a long and
 * wide link; on a thin one each takes from the live edge. What decides is what a viewer would notice: a live segment that takes half of its
 * own length halves the backfill, one that takes less than a quarter lets one more in.
 */
export function backfillSlots(
  before: number,
  live: { readonly tookMs: number; readonly segmentMs: number },
  most: number,
): number {
  if (live.tookMs > live.segmentMs / 2) return Math.max(1, Math.floor(before / 2));
  if (live.tookMs < live.segmentMs / 4) return Math.max(1, Math.min(most, before + 1));
  return Math.max(1, Math.min(most, before));
}
