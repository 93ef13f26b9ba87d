import { edgeTiming } from '../edge/edge-timing.ts';
import { createEdgePull, type EdgePull } from './edge-pull.ts';
import { createEdgeStream, type EdgeSegment, type EdgeStream, placeOf } from './edge-streams.ts';
import type { EventClock } from './event-clock.ts';
import type { KnownUpstream } from './known-upstream.ts';
import type { Measures } from './measures.ts';
import { createSegmentStates, has, type SegmentStates } from './segment-states.ts';
import type { SimulatedServer } from './simulated-server.ts';
import { playlist, type Transport } from './transport.ts';

/** What viewers are told by their edges. */
export type ViewerNews = {
  /** The playlist that was asked for; its newest segment. */
  onPlaylist(viewer: number, at: EdgeStream, newest: number): void;
  /** Bytes of the segment that was asked for are there to be sent. */
  onBytes(viewer: number, at: EdgeStream, segment: number): void;
  /** The rest of a segment, which the viewer had followed as it came, is there. */
  onRest(viewer: number, at: EdgeStream, segment: number): void;
  /** The edge has no answer: nobody above it gives one, or nobody knows the broadcast. */
  onUnavailable(viewer: number, at: EdgeStream): void;
};

/** The edges: one upstream request for each object, whatever the number of viewers. */
export type EdgeTier = {
  streamAt(edge: SimulatedServer, stream: number): EdgeStream;
  streamNumbered(number: number): EdgeStream | undefined;
  /** `onPlaylist` or `onUnavailable` follows. */
  askPlaylist(viewer: number, at: EdgeStream): void;
  /** @returns whether bytes are there already; else `onBytes` or `onUnavailable` follows */
  askSegment(viewer: number, at: EdgeStream, segment: number): boolean;
  /** Whether a viewer that has got all of what came has it all; else `onRest` or `onUnavailable` follows. */
  isWhole(viewer: number, at: EdgeStream, segment: number): boolean;
  /** An edge has come back with nothing. */
  forget(edge: SimulatedServer): void;
};

export type EdgeTierOptions = {
  readonly clock: EventClock;
  readonly transport: Transport;
  readonly edges: readonly SimulatedServer[];
  readonly upstream: KnownUpstream;
  readonly measures: Measures;
  readonly news: ViewerNews;
};

type Tier = EdgeTierOptions & {
  readonly streams: readonly Map<number, EdgeStream>[];
  /** All that there have been, by their numbers. */
  readonly numbered: EdgeStream[];
  readonly states: SegmentStates;
  readonly pulls: readonly EdgePull[];
};

export function createEdgeTier(options: EdgeTierOptions): EdgeTier {
  const { clock, measures, edges, news } = options;
  const tier: Tier = {
    ...options,
    streams: edges.map(() => new Map()),
    numbered: [],
    states: createSegmentStates(),
    pulls: edges.map(() => createEdgePull(options)),
  };
  const { states } = tier;
  return {
    streamAt(edge, stream) {
      const known = tier.streams[edge.index]?.get(stream);
      if (known !== undefined) return known;
      const fresh = createEdgeStream(tier.numbered.length, edge, stream);
      tier.numbered.push(fresh);
      tier.streams[edge.index]?.set(stream, fresh);
      return fresh;
    },
    streamNumbered: (number) => tier.numbered[number],
    askPlaylist(viewer, at) {
      if (at.newest !== -1 && clock.nowMs() - at.checkedAtMs <= edgeTiming.freshMs)
        return news.onPlaylist(viewer, at, at.newest);
      at.waiting.push(viewer);
      if (!at.isChecking) checkPlaylist(tier, at);
    },
    askSegment(viewer, at, segment) {
      if (states.get(at.number, segment) === has.nothing) fetchSegment(tier, at, segment);
      else measures.edgeHits += 1;
      if (states.get(at.number, segment) >= has.arriving) return true;
      placeOf(at, segment).waiting.push(viewer);
      return false;
    },
    isWhole(viewer, at, segment) {
      if (states.get(at.number, segment) !== has.arriving) return true;
      placeOf(at, segment).caughtUp.push(viewer);
      return false;
    },
    forget: (edge) => tier.streams[edge.index]?.clear(),
  };
}

function pull(
  { upstream, pulls }: Tier,
  at: EdgeStream,
  segment: number,
  reply: Parameters<EdgePull>[2],
): void {
  const { edge, stream } = at;
  upstream.servers(edge, stream, (servers) => {
    if (servers === undefined) reply.unavailable();
    else {
      const isNamed = segment !== playlist || at.newest !== -1;
      pulls[edge.index]?.(servers, { stream, segment, isNamed }, reply);
    }
  });
}

/** Asks for news of the playlist; those who wait for it get what is held when it takes too long. */
function checkPlaylist(tier: Tier, at: EdgeStream): void {
  const { clock } = tier;
  at.isChecking = true;
  const lookAtWaiting = (): void => {
    if (!at.isChecking || at.newest === -1) return;
    release(tier, at);
    clock.at(clock.nowMs() + edgeTiming.staleAfterMs, lookAtWaiting);
  };
  clock.at(clock.nowMs() + edgeTiming.staleAfterMs, lookAtWaiting);
  const settle = (): void => {
    at.isChecking = false;
    at.checkedAtMs = clock.nowMs();
    release(tier, at);
  };
  pull(tier, at, playlist, {
    firstByte: () => undefined,
    done(newest) {
      at.newest = Math.max(at.newest, newest);
      settle();
    },
    missing: settle,
    unavailable: settle,
  });
}

function release({ news }: Tier, at: EdgeStream): void {
  const { waiting } = at;
  at.waiting = [];
  for (const viewer of waiting) {
    if (at.newest === -1) news.onUnavailable(viewer, at);
    else news.onPlaylist(viewer, at, at.newest);
  }
}

function fetchSegment(tier: Tier, at: EdgeStream, segment: number): void {
  const { measures, news, states } = tier;
  const place = placeOf(at, segment);
  states.set(at.number, segment, has.asked);
  place.requests += 1;
  measures.mostEdgeRequests = Math.max(measures.mostEdgeRequests, place.requests);
  // The window may go on while a request is under way: its place is then another segment's.
  const isHere = (): boolean => place.segment === segment;
  const fail = (): void => {
    if (!isHere()) return;
    states.set(at.number, segment, has.nothing);
    for (const viewer of [...take(place, 'waiting'), ...take(place, 'caughtUp')])
      news.onUnavailable(viewer, at);
  };
  pull(tier, at, segment, {
    firstByte() {
      if (!isHere()) return;
      states.set(at.number, segment, has.arriving);
      for (const viewer of take(place, 'waiting')) news.onBytes(viewer, at, segment);
    },
    done() {
      if (!isHere()) return;
      states.set(at.number, segment, has.all);
      for (const viewer of take(place, 'caughtUp')) news.onRest(viewer, at, segment);
    },
    missing: fail,
    unavailable: fail,
  });
}

function take(place: EdgeSegment, list: 'waiting' | 'caughtUp'): number[] {
  const viewers = place[list];
  place[list] = [];
  return viewers;
}
