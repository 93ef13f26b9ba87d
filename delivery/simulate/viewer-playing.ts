import type { EdgeStream } from './edge-streams.ts';
import type { ViewerNews } from './edge-tier.ts';
import { windowSegments } from './held-stream.ts';
import { playSegment } from './playback.ts';
import { type Doing, doing, notYet, type Seats, type SimulatedViewer, wakeIn } from './simulated-viewer.ts';
import { leave, leaveEdge, lose } from './viewer-journey.ts';

/** How a player at an edge polls its playlist and gets its segments, one after the other. */

export function poll(seats: Seats, viewer: SimulatedViewer): void {
  const here = viewer.at;
  if (here === undefined || here.edge.life !== 'alive') return lose(seats, viewer);
  viewer.polledAtMs = seats.clock.nowMs();
  viewer.does = doing.awaitingPlaylist;
  seats.tier().askPlaylist(viewer.seat, here);
}

export function request(seats: Seats, viewer: SimulatedViewer): void {
  const here = viewer.at;
  if (here === undefined || here.edge.life !== 'alive') return lose(seats, viewer);
  if (seats.tier().askSegment(viewer.seat, here, viewer.nextSegment)) download(seats, viewer, here);
  else viewer.does = doing.awaitingBytes;
}

function download(seats: Seats, viewer: SimulatedViewer, { edge }: EdgeStream): void {
  viewer.does = doing.downloading;
  seats.links.begin(edge.link, viewer.seat, seats.segmentBytes, seats.clock.nowMs());
  rewakeLink(seats, edge.link);
}

export function rewakeLink({ links, clock, firstLink }: Seats, link: number): void {
  const endMs = links.nextEndMs(link);
  if (endMs !== Number.POSITIVE_INFINITY) clock.wake(firstLink + link, endMs);
}

/** All that has come to its edge has come to it. */
export function onDownloaded(seats: Seats, viewer: SimulatedViewer): void {
  const here = viewer.at;
  if (here === undefined) return;
  seats.measures.viewerBytes += seats.segmentBytes;
  viewer.does = doing.awaitingRest;
  if (seats.tier().isWhole(viewer.seat, here, viewer.nextSegment)) take(seats, viewer);
}

/** A segment is there whole. */
function take(seats: Seats, viewer: SimulatedViewer): void {
  const { clock, measures, tripMs } = seats;
  const nowMs = clock.nowMs();
  const segment = viewer.nextSegment;
  // The playlist, the request and the last byte have each been half or a whole round trip on their way.
  const arrivedMs = nowMs + 2 * tripMs;
  seats.onSegment?.(viewer, segment);
  playSegment(seats, viewer, arrivedMs);
  if (viewer.lostAtMs !== notYet) {
    measures.viewerFailoverGapMs = Math.max(measures.viewerFailoverGapMs, arrivedMs - viewer.lostAtMs);
    viewer.lostAtMs = notYet;
  }
  viewer.nextSegment = segment + 1;
  if (nowMs >= viewer.leavesAtMs) return leave(seats, viewer);
  if (segment < viewer.knownNewest) return wakeIn(seats, viewer, doing.requesting, tripMs);
  const nextPollMs = viewer.polledAtMs + seats.segmentMs;
  wakeIn(seats, viewer, doing.polling, Math.max(tripMs, nextPollMs - nowMs));
}

/** What edges tell the audience; a viewer that has gone on meanwhile does not listen. */
export const createViewerNews = (seats: Seats): ViewerNews => ({
  onPlaylist(seat, here, newest) {
    const viewer = listening(seats, seat, here, doing.awaitingPlaylist);
    if (viewer !== undefined) readPlaylist(seats, viewer, newest);
  },
  onBytes(seat, here, segment) {
    const viewer = listening(seats, seat, here, doing.awaitingBytes);
    if (viewer?.nextSegment === segment) download(seats, viewer, here);
  },
  onRest(seat, here, segment) {
    const viewer = listening(seats, seat, here, doing.awaitingRest);
    if (viewer?.nextSegment === segment) take(seats, viewer);
  },
  onUnavailable(seat, here) {
    const viewer = seats.viewers[seat];
    if (viewer?.at !== here) return;
    seats.measures.failedRequests += 1;
    if (viewer.startedAtMs !== notYet) return wakeIn(seats, viewer, doing.polling, seats.retryMs);
    leaveEdge(seats, viewer);
    wakeIn(seats, viewer, doing.joining, seats.retryMs);
  },
});

function listening(
  { viewers }: Seats,
  seat: number,
  here: EdgeStream,
  what: Doing,
): SimulatedViewer | undefined {
  const viewer = viewers[seat];
  return viewer?.does === what && viewer.at === here ? viewer : undefined;
}

function readPlaylist(seats: Seats, viewer: SimulatedViewer, newest: number): void {
  const { settings, measures, segmentMs } = seats;
  const isNews = newest > viewer.knownNewest;
  viewer.knownNewest = newest;
  if (viewer.nextSegment === notYet) {
    const behind = Math.max(1, Math.round(settings.bufferSeconds / settings.segmentSeconds));
    viewer.nextSegment = Math.max(0, newest - behind + 1);
  }
  // What the window has left behind is lost to a player that came too late.
  const oldest = newest - windowSegments + 2;
  if (viewer.nextSegment < oldest) {
    measures.skippedSegments += oldest - viewer.nextSegment;
    viewer.nextSegment = oldest;
  }
  if (viewer.nextSegment <= newest) request(seats, viewer);
  // As hls.js does: a target duration after a playlist with news, half of one after the same again.
  else wakeIn(seats, viewer, doing.polling, isNews ? segmentMs : segmentMs / 2);
}
