import type { SequenceRange } from '../catalog/live-gaps.ts';
import type { TimelineRow } from '../catalog/media.ts';

/**
 * The first segment of the live edge in `live-edge` order: from it on segments are waited for in order; what comes
 * before and is not delivered is backfill.
 * @param edgeSegments how many of the newest segments make the edge
 */
export function edgeStart(newestSequence: number, edgeSegments: number): number {
  return Math.max(0, newestSequence - edgeSegments + 1);
}

/**
 * How many of the rows that follow what is published may be published now: up to the newest delivered segment before
 * which nothing of the edge is missing. What is missing before `edgeFrom` is left out as a gap.
 */
export function publishableCount(rows: readonly TimelineRow[], edgeFrom: number): number {
  const awaited = rows.findIndex((row) => row.available === 0 && row.sequence >= edgeFrom);
  const reach = awaited === -1 ? rows : rows.slice(0, awaited);
  return reach.findLastIndex((row) => row.available === 1 && row.fileId !== null) + 1;
}

/** The row as a live playlist names it that does not wait for its media. */
export function asGap(row: TimelineRow): TimelineRow {
  const media = { fileId: null, key: null, sha256: null, sizeBytes: null };
  return {
    ...row,
    ...media,
    initFileId: null,
    initKey: null,
    initSha256: null,
    gapReason: 'not delivered yet',
  };
}

/** The stretches of rows that are not delivered. */
export function missingRanges(rows: readonly TimelineRow[]): SequenceRange[] {
  const ranges: SequenceRange[] = [];
  for (const { sequence, available } of rows) {
    if (available === 1) continue;
    const last = ranges.at(-1);
    if (last?.lastSequence === sequence - 1) ranges[ranges.length - 1] = { ...last, lastSequence: sequence };
    else ranges.push({ firstSequence: sequence, lastSequence: sequence });
  }
  return ranges;
}
