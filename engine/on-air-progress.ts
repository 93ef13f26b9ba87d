import type { BroadcastRow } from '../catalog/broadcasts.ts';
import type { Catalog } from '../catalog/catalog.ts';
import type { StagedSegment } from '../catalog/on-air.ts';

/** How far the newest of a broadcast is. */
export type OnAirProgress = {
  /** Oldest first, of all variants. */
  readonly segments: readonly StagedSegment[];
  /** When the oldest media that some required origin does not have verified was entered, Unix milliseconds. */
  readonly oldestUnverifiedMs: number | null;
  readonly segmentSeconds: number;
};

const newest = 60;

export function onAirProgress(catalog: Catalog, broadcast: BroadcastRow): OnAirProgress {
  const variants = catalog.broadcasts.variants(broadcast.id);
  const each = Math.floor(newest / Math.max(1, variants.length));
  const required = catalog.broadcasts.destinations(broadcast.id).filter(({ optional }) => optional === 0);
  const oldest = required.flatMap(({ id }) => catalog.onAir.oldestPendingMs(broadcast.id, id) ?? []);
  return {
    segments: variants
      .flatMap(({ id }) => catalog.onAir.newestSegments(broadcast.id, id, each))
      .sort((a, b) => a.sequence - b.sequence),
    oldestUnverifiedMs: oldest.length === 0 ? null : Math.min(...oldest),
    segmentSeconds: broadcast.segmentMs / 1000,
  };
}
