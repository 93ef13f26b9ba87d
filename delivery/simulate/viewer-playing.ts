import type { EdgeStream } from './edge-streams.ts';
import type { ViewerNews } from './edge-tier.ts';
import { windowSegments } from './held-stream.ts';
import { playSegment } from './playback.ts';
import { type Doing, doing, type Seats, streamOf, wakeIn } from './simulated-viewer.ts';
import { leave, leaveEdge, lose } from './viewer-journey.ts';
import { its, notYet, read, write } from './viewer-table.ts';

/** How a player at an edge polls its playlist and gets its segments, one after the other. */

export function poll(seats: Seats, viewer: number): void {
  const { viewers, clock, tier } = seats;
  const here = streamOf(seats, viewer);
  if (here === undefined || here.edge.life !== 'alive') return lose(seats, viewer);
  write(viewers, viewer, its.polledAtMs, clock.nowMs());
  write(viewers, viewer, its.does, doing.awaitingPlaylist);
  tier().askPlaylist(viewer, here);
}

export function request(seats: Seats, viewer: number): void {
  const { viewers, tier } = seats;
  const here = streamOf(seats, viewer);
  if (here === undefined || here.edge.life !== 'alive') return lose(seats, viewer);
  if (tier().askSegment(viewer, here, read(viewers, viewer, its.nextSegment))) download(seats, viewer, here);
  else write(viewers, viewer, its.does, doing.awaitingBytes);
}

function download(seats: Seats, viewer: number, { edge }: EdgeStream): void {
  write(seats.viewers, viewer, its.does, doing.downloading);
  seats.links.begin(edge.link, viewer, seats.segmentBytes, seats.clock.nowMs());
  rewakeLink(seats, edge.link);
}

export function rewakeLink({ links, clock, firstLink }: Seats, link: number): void {
  const endMs = links.nextEndMs(link);
  if (endMs !== Number.POSITIVE_INFINITY) clock.wake(firstLink + link, endMs);
}

/** All that has come to its edge has come to it. */
export function onDownloaded(seats: Seats, viewer: number): void {
  const { viewers, measures, tier } = seats;
  const here = streamOf(seats, viewer);
  if (here === undefined) return;
  measures.viewerBytes += seats.segmentBytes;
  write(viewers, viewer, its.does, doing.awaitingRest);
  if (tier().isWhole(viewer, here, read(viewers, viewer, its.nextSegment))) take(seats, viewer);
}

/** A segment is there whole. */
function take(seats: Seats, viewer: number): void {
  const { viewers, clock, measures, tripMs } = seats;
  const nowMs = clock.nowMs();
  const segment = read(viewers, viewer, its.nextSegment);
  // The playlist, the request and the last byte have each been half or a whole round trip on their way.
  const arrivedMs = nowMs + 2 * tripMs;
  seats.onSegment?.({ seat: viewer, visit: read(viewers, viewer, its.visit) }, segment);
  playSegment(seats, viewer, arrivedMs);
  const lostAtMs = read(viewers, viewer, its.lostAtMs);
  if (lostAtMs !== notYet) {
    measures.viewerFailoverGapMs = Math.max(measures.viewerFailoverGapMs, arrivedMs - lostAtMs);
    write(viewers, viewer, its.lostAtMs, notYet);
  }
  write(viewers, viewer, its.nextSegment, segment + 1);
  if (nowMs >= read(viewers, viewer, its.leavesAtMs)) return leave(seats, viewer);
  if (segment < read(viewers, viewer, its.knownNewest))
    return wakeIn(seats, viewer, doing.requesting, tripMs);
  const nextPollMs = read(viewers, viewer, its.polledAtMs) + seats.segmentMs;
  wakeIn(seats, viewer, doing.polling, Math.max(tripMs, nextPollMs - nowMs));
}

/** What edges tell the audience; a viewer that has gone on meanwhile does not listen. */
export const createViewerNews = (seats: Seats): ViewerNews => ({
  onPlaylist(viewer, here, newest) {
    if (isStill(seats, viewer, here, doing.awaitingPlaylist)) readPlaylist(seats, viewer, newest);
  },
  onBytes(viewer, here, segment) {
    if (!isStill(seats, viewer, here, doing.awaitingBytes)) return;
    if (read(seats.viewers, viewer, its.nextSegment) === segment) download(seats, viewer, here);
  },
  onRest(viewer, here, segment) {
    if (!isStill(seats, viewer, here, doing.awaitingRest)) return;
    if (read(seats.viewers, viewer, its.nextSegment) === segment) take(seats, viewer);
  },
  onUnavailable(viewer, here) {
    const { viewers, measures } = seats;
    if (read(viewers, viewer, its.at) !== here.number) return;
    measures.failedRequests += 1;
    if (read(viewers, viewer, its.startedAtMs) !== notYet)
      return wakeIn(seats, viewer, doing.polling, seats.retryMs);
    leaveEdge(seats, viewer);
    wakeIn(seats, viewer, doing.joining, seats.retryMs);
  },
});

const isStill = ({ viewers }: Seats, viewer: number, here: EdgeStream, what: Doing): boolean =>
  read(viewers, viewer, its.does) === what && read(viewers, viewer, its.at) === here.number;

function readPlaylist(seats: Seats, viewer: number, newest: number): void {
  const { viewers, segmentMs } = seats;
  const isNews = newest > read(viewers, viewer, its.knownNewest);
  write(viewers, viewer, its.knownNewest, newest);
  chooseNext(seats, viewer, newest);
  if (read(viewers, viewer, its.nextSegment) <= newest) request(seats, viewer);
  // As hls.js does: a target duration after a playlist with news, half of one after the same again.
  else wakeIn(seats, viewer, doing.polling, isNews ? segmentMs : segmentMs / 2);
}

/** Where a player begins, and where it goes on if it came too late: what the window has left behind is lost to it. */
function chooseNext({ viewers, settings, measures }: Seats, viewer: number, newest: number): void {
  const oldest = newest - windowSegments + 2;
  const next = read(viewers, viewer, its.nextSegment);
  if (next !== notYet && next >= oldest) return;
  const behind = Math.max(1, Math.round(settings.bufferSeconds / settings.segmentSeconds));
  const wanted = next === notYet ? Math.max(0, newest - behind + 1) : next;
  measures.skippedSegments += Math.max(0, oldest - wanted);
  write(viewers, viewer, its.nextSegment, Math.max(oldest, wanted));
}
