import type { Seats } from './simulated-viewer.ts';
import { its, notYet, read, write } from './viewer-table.ts';

/** A segment has arrived: the first one is played at once, any other behind what is buffered. */
export function playSegment(seats: Seats, viewer: number, arrivedMs: number): void {
  const { viewers, measures, segmentMs } = seats;
  if (read(viewers, viewer, its.startedAtMs) === notYet) {
    write(viewers, viewer, its.startedAtMs, arrivedMs);
    write(viewers, viewer, its.bufferedUntilMs, arrivedMs);
    measures.startupMs.push(arrivedMs - read(viewers, viewer, its.joinedAtMs));
  }
  countStall(seats, viewer, arrivedMs);
  write(viewers, viewer, its.bufferedUntilMs, read(viewers, viewer, its.bufferedUntilMs) + segmentMs);
}

/** Time in which nothing could be played because nothing was buffered. */
function countStall({ viewers, measures }: Seats, viewer: number, nowMs: number): void {
  const waitedMs = nowMs - read(viewers, viewer, its.bufferedUntilMs);
  if (waitedMs <= 0) return;
  write(viewers, viewer, its.bufferedUntilMs, nowMs);
  write(viewers, viewer, its.stalledMs, read(viewers, viewer, its.stalledMs) + waitedMs);
  measures.stalled.add(viewer);
  measures.longestStallMs = Math.max(measures.longestStallMs, waitedMs);
}

/** Counts what a viewer has watched, when it goes or all is over. */
export function countWatched(seats: Seats, viewer: number): void {
  const { viewers, measures, clock } = seats;
  const startedAtMs = read(viewers, viewer, its.startedAtMs);
  if (startedAtMs === notYet) return;
  countStall(seats, viewer, clock.nowMs());
  const stalledMs = read(viewers, viewer, its.stalledMs);
  measures.stalledMs += stalledMs;
  measures.playedMs += Math.max(0, clock.nowMs() - startedAtMs - stalledMs);
}
