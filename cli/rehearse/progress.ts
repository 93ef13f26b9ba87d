import type { BroadcastSnapshot, Snapshot } from '../../contract/snapshot.ts';

/** The figures of a broadcast that a rehearsal looks at. Pure. */

/** The only broadcast of a rehearsal's data directory. */
export function broadcastIn(snapshot: Snapshot | undefined): BroadcastSnapshot | undefined {
  return snapshot?.broadcasts[0];
}

/** Segments of all variants. */
export function capturedSegments(snapshot: Snapshot | undefined): number {
  return sum(broadcastIn(snapshot)?.variants.map((variant) => variant.segments));
}

export function capturedSeconds(snapshot: Snapshot | undefined): number {
  return Math.max(0, ...(broadcastIn(snapshot)?.variants.map((variant) => variant.seconds) ?? []));
}

/** What the slowest origin has proved to have. */
export function verifiedSegments(snapshot: Snapshot | undefined): number {
  return least(broadcastIn(snapshot)?.origins.map((origin) => origin.verifiedSegments));
}

export function verifiedFiles(snapshot: Snapshot | undefined): number {
  return least(broadcastIn(snapshot)?.origins.map((origin) => origin.verifiedFiles));
}

/** What the slowest origin still lacks. */
export function backlogBytes(snapshot: Snapshot | undefined): number {
  return Math.max(0, ...(broadcastIn(snapshot)?.origins.map((origin) => origin.pendingBytes) ?? []));
}

/** Everything that an origin gets, playlists included, over the media's length. */
export function kilobitsPerSecond(snapshot: Snapshot | undefined): number {
  const seconds = capturedSeconds(snapshot);
  const bytes = broadcastIn(snapshot)?.origins.map((origin) => origin.verifiedBytes + origin.pendingBytes);
  return seconds === 0 ? 0 : (Math.max(0, ...(bytes ?? [])) * 8) / 1000 / seconds;
}

const sum = (values: readonly number[] = []): number => values.reduce((total, value) => total + value, 0);
const least = (values: readonly number[] = []): number => (values.length === 0 ? 0 : Math.min(...values));
