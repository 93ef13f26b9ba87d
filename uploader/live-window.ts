import type { TimelineRow } from '../catalog/media.ts';
import { ticksPerSecond } from './media-playlist.ts';

/** A segment in the live window, with when it was first published (monotonic milliseconds). */
export type WindowEntry = { readonly row: TimelineRow; readonly publishedMs: number };

/**
 * How many entries may leave the front of the window.
 * An entry stays until it has been in published playlists for `windowSeconds`, whatever its media time: after an outage
 * a backlog of an hour may be published within a minute, and a viewer who plays it in order must not lose the rest.
 * At least `windowSeconds` of media stay too (RFC 8216, 6.2.2 asks for three target durations), and always the newest entry.
 */
export function entriesToDrop(entries: readonly WindowEntry[], nowMs: number, windowSeconds: number): number {
  let ticks = entries.reduce((sum, { row }) => sum + row.endPts - row.startPts, 0);
  let count = 0;
  for (const { row, publishedMs } of entries) {
    ticks -= row.endPts - row.startPts;
    const isNeeded = nowMs - publishedMs < windowSeconds * 1000 || ticks < windowSeconds * ticksPerSecond;
    if (isNeeded || ticks === 0) break;
    count += 1;
  }
  return count;
}
