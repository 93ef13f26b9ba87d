import type { SegmentProgress } from '../../contract/api/console-snapshot.ts';

/** The way of a segment, in order; a gap is where nothing was captured or all was lost. */
export const stages = ['captured', 'sent', 'stored', 'verified'] as const;
export type Stage = SegmentProgress['stage'];

/** How many of the newest segments are at each stage. */
export function countStages(segments: readonly SegmentProgress[]): Readonly<Record<Stage, number>> {
  const counts = { captured: 0, sent: 0, stored: 0, verified: 0, gap: 0 };
  for (const { stage } of segments) counts[stage] += 1;
  return counts;
}

/** The strip in a sentence. */
export function stagesText(segments: readonly SegmentProgress[]): string {
  if (segments.length === 0) return 'No segment yet.';
  const counts = countStages(segments);
  const parts = [...stages.toReversed(), 'gap' as const]
    .filter((stage) => counts[stage] > 0)
    .map((stage) => `${counts[stage]} ${stage}`);
  return `Of the newest ${segments.length} segments: ${parts.join(', ')}.`;
}

/** The segments of each variant, oldest first, by the variant's name. */
export function byVariant(
  segments: readonly SegmentProgress[],
): ReadonlyMap<string, readonly SegmentProgress[]> {
  const rows = new Map<string, SegmentProgress[]>();
  for (const segment of segments) rows.set(segment.variant, [...(rows.get(segment.variant) ?? []), segment]);
  return rows;
}
