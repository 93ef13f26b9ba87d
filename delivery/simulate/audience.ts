import type { ViewerNews } from './edge-tier.ts';
import { countWatched } from './playback.ts';
import type { SimulatedServer } from './simulated-server.ts';
import {
  type AudienceOptions,
  createSeats,
  doing,
  type Seats,
  streamOf,
  wakeIn,
} from './simulated-viewer.ts';
import { arrive, join, leaveEdge, noteLoss, steer } from './viewer-journey.ts';
import { createViewerNews, onDownloaded, poll, request, rewakeLink } from './viewer-playing.ts';
import { its, read } from './viewer-table.ts';

/** The viewers: each joins, plays, polls its playlist and gets its segments as a player does. */
export type Audience = {
  /** A viewer has woken, or the link of an edge. */
  onWake(entity: number, nowMs: number): void;
  readonly news: ViewerNews;
  /** An edge has died: connections to it break, or are not answered any more. */
  onDeath(edge: SimulatedServer): void;
  /** An edge drains: content steering sends its viewers elsewhere, each when it asks. */
  onDrain(edge: SimulatedServer): void;
  /** Counts what has been played until the end. */
  end(): void;
};

/** When edges begin to steer away, and how often players ask: `delivery/viewers/open-viewers.ts`. */
const closingMs = 3_000;
const steeringTtlMs = 6_000;

export function createAudience(options: AudienceOptions): Audience {
  const seats = createSeats(options);
  const { settings, random, clock, links, firstLink } = options;
  for (let viewer = 0; viewer < settings.viewers; viewer++)
    wakeIn(seats, viewer, doing.joining, random.next() * settings.joinSeconds * 1_000);
  const handOver = (viewer: number): void => onDownloaded(seats, viewer);
  return {
    onWake(entity, nowMs) {
      if (entity < firstLink) return wakeViewer(seats, entity);
      links.takeEnded(entity - firstLink, nowMs, handOver);
      rewakeLink(seats, entity - firstLink);
    },
    news: createViewerNews(seats),
    onDeath: (edge) => loseEdge(seats, edge),
    onDrain(edge) {
      for (const viewer of viewersOf(seats, edge)) {
        const asksAtMs = clock.nowMs() + closingMs + random.next() * steeringTtlMs;
        clock.at(asksAtMs, () => steer(seats, viewer, edge));
      }
    },
    end() {
      for (let viewer = 0; viewer < settings.viewers; viewer++) {
        countWatched(seats, viewer);
        leaveEdge(seats, viewer);
      }
    },
  };
}

function wakeViewer(seats: Seats, viewer: number): void {
  switch (read(seats.viewers, viewer, its.does)) {
    case doing.joining:
      return join(seats, viewer);
    case doing.arriving:
      return arrive(seats, viewer);
    case doing.polling:
      return poll(seats, viewer);
    case doing.requesting:
      return request(seats, viewer);
  }
}

function viewersOf(seats: Seats, edge: SimulatedServer): number[] {
  const all = Array.from({ length: seats.settings.viewers }, (_, viewer) => viewer);
  return all.filter((viewer) => streamOf(seats, viewer)?.edge === edge);
}

/** Who polls finds out then; everybody else's connection breaks, or stands still until the player gives up. */
function loseEdge(seats: Seats, edge: SimulatedServer): void {
  const { viewers, clock, measures, settings, segmentMs, tripMs, links } = seats;
  const patienceMs = edge.life === 'silent' ? settings.playerPatienceSeconds * 1_000 : 0;
  for (const viewer of viewersOf(seats, edge)) {
    noteLoss(seats, viewer);
    measures.viewerBytes += links.breakOff(edge.link, viewer, clock.nowMs());
    const nextPollMs = Math.max(0, read(viewers, viewer, its.polledAtMs) + segmentMs - clock.nowMs());
    const noticesMs = read(viewers, viewer, its.does) === doing.polling ? nextPollMs : tripMs / 2;
    wakeIn(seats, viewer, doing.polling, noticesMs + patienceMs);
  }
}
