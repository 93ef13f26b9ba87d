import type { Catalog } from '../catalog/catalog.ts';
import { edgeStart } from './live-edge.ts';

/**
 * In `live-edge` order: moves what has fallen behind the edge of a variant into the backfill lane, and with a broadcast
 * that captures all that is left of others. To be called when something was captured, and once at the start.
 */
export function sortLanes(
  catalog: Catalog,
  place: { readonly broadcastId: number; readonly originId: number; readonly variantId: number },
  edge: { readonly segments: number; readonly isCapturing: boolean },
): void {
  const { broadcastId, originId, variantId } = place;
  const newest = catalog.media.lastSegment(variantId);
  if (newest === undefined) return;
  catalog.lanes.backfillBefore(originId, variantId, edgeStart(newest.sequence, edge.segments));
  if (edge.isCapturing) catalog.lanes.backfillOthers(originId, broadcastId);
}
