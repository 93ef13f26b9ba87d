import type { BroadcastRow, DestinationRow } from '../catalog/broadcasts.ts';
import type { Catalog } from '../catalog/catalog.ts';
import { errorTable } from '../contract/error-codes.ts';
import type { BroadcastSnapshot, OriginSnapshot } from '../contract/snapshot.ts';
import type { OriginGate } from '../uploader/origin-gate.ts';
import { isToBeCaptured } from './resumable.ts';

/** What only a running engine knows of an origin. */
export type LiveOrigin = {
  readonly gate: OriginGate;
  readonly workers: number;
  readonly networkInterface: string | undefined;
};

/** A broadcast as the catalog has it, with what a running engine knows of its origins. */
export function broadcastSnapshot(
  catalog: Catalog,
  broadcast: BroadcastRow,
  liveOrigin: (originId: number) => LiveOrigin | undefined,
): BroadcastSnapshot {
  return {
    name: broadcast.name,
    phase: broadcast.phase === 'capturing' && !isToBeCaptured(broadcast) ? 'delivering' : broadcast.phase,
    startedAt: new Date(broadcast.startedAtMs).toISOString(),
    endedAt: timeOf(broadcast.endedAtMs),
    handedOverAt: timeOf(broadcast.handedOverAtMs),
    container: broadcast.container,
    variants: catalog.media.progress(broadcast.id).map((count) => ({
      name: count.variant,
      segments: count.segments,
      gaps: count.gaps,
      seconds: count.ticks / 90_000,
    })),
    origins: catalog.broadcasts
      .destinations(broadcast.id)
      .map((origin) => originSnapshot(catalog, broadcast, origin, liveOrigin(origin.id))),
  };
}

const timeOf = (ms: number | null): string | null => (ms === null ? null : new Date(ms).toISOString());

function originSnapshot(
  catalog: Catalog,
  broadcast: BroadcastRow,
  origin: DestinationRow,
  live: LiveOrigin | undefined,
): OriginSnapshot {
  const totals = catalog.uploads.totals(broadcast.id, origin.id);
  return {
    url: origin.url,
    state: live?.gate.state ?? 'idle',
    trouble: troubleOf(catalog, broadcast.id, origin.id, totals.blockedFiles === 0 ? live?.gate : undefined),
    workers: live?.workers ?? 0,
    networkInterface: live?.networkInterface ?? null,
    pendingFiles: totals.pendingFiles,
    pendingBytes: totals.pendingBytes,
    blockedFiles: totals.blockedFiles,
    lostFiles: totals.lostFiles,
    lostSegments: totals.lostFiles === 0 ? 0 : catalog.uploads.lostSegments(broadcast.id, origin.id),
    verifiedFiles: totals.verifiedFiles,
    verifiedBytes: totals.verifiedBytes,
    deliveredSegments: totals.verifiedSegments + totals.storedSegments,
    verifiedSegments: totals.verifiedSegments,
    oldestUnverifiedSeconds:
      totals.oldestPendingMs === null ? null : Math.max(0, (Date.now() - totals.oldestPendingMs) / 1000),
    deliveryOrder: origin.deliveryOrder,
    complete: origin.complete === 1,
    optional: origin.optional === 1,
  };
}

/** @param gate undefined: as the catalog has it, which is all there is of single files that are blocked at an open origin */
function troubleOf(
  catalog: Catalog,
  broadcastId: number,
  originId: number,
  gate: OriginGate | undefined,
): OriginSnapshot['trouble'] {
  const error =
    gate?.state === 'open' ? undefined : (gate?.error ?? catalog.uploads.currentError(broadcastId, originId));
  return error === undefined ? null : { ...error, cure: errorTable[error.code].cure };
}
