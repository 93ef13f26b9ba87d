import { notYet, type Seats, type SimulatedViewer } from './simulated-viewer.ts';

/** A segment has arrived: the first one is played at once, any other behind what is buffered. */
export function playSegment(
  { measures, segmentMs }: Seats,
  viewer: SimulatedViewer,
  arrivedMs: number,
): void {
  if (viewer.startedAtMs === notYet) {
    viewer.startedAtMs = arrivedMs;
    viewer.bufferedUntilMs = arrivedMs;
    measures.startupMs.push(arrivedMs - viewer.joinedAtMs);
  }
  if (viewer.bufferedUntilMs < arrivedMs) countStall(measures, viewer, arrivedMs);
  viewer.bufferedUntilMs += segmentMs;
}

/** Time in which nothing could be played because nothing was buffered. */
function countStall(measures: Seats['measures'], viewer: SimulatedViewer, nowMs: number): void {
  const waitedMs = nowMs - viewer.bufferedUntilMs;
  viewer.bufferedUntilMs = nowMs;
  viewer.stalledMs += waitedMs;
  measures.stalled.add(viewer.seat);
  measures.longestStallMs = Math.max(measures.longestStallMs, waitedMs);
}

/** Counts what a viewer has watched, when it goes or all is over. */
export function countWatched({ measures, clock }: Seats, viewer: SimulatedViewer): void {
  if (viewer.startedAtMs === notYet) return;
  const nowMs = clock.nowMs();
  if (viewer.bufferedUntilMs < nowMs) countStall(measures, viewer, nowMs);
  measures.stalledMs += viewer.stalledMs;
  measures.playedMs += Math.max(0, nowMs - viewer.startedAtMs - viewer.stalledMs);
}
