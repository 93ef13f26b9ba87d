import { windowSegments } from './held-stream.ts';
import type { SimulatedServer } from './simulated-server.ts';

/** A segment at an edge, and who waits for it; how far the edge is with it stands in `SegmentStates`. */
export type EdgeSegment = {
  segment: number;
  /** How often it was asked for upstream. */
  requests: number;
  /** Viewers that wait for its first byte, and those that have got all of it that has come. */
  waiting: number[];
  caughtUp: number[];
};

/** One stream at one edge. */
export type EdgeStream = {
  /** Its own among all of them. */
  readonly number: number;
  readonly edge: SimulatedServer;
  readonly stream: number;
  /** The newest segment of the playlist that is held; -1: none is. */
  newest: number;
  checkedAtMs: number;
  isChecking: boolean;
  /** Viewers that wait for the playlist. */
  waiting: number[];
  readonly segments: readonly EdgeSegment[];
};

export const createEdgeStream = (number: number, edge: SimulatedServer, stream: number): EdgeStream => ({
  number,
  edge,
  stream,
  newest: -1,
  checkedAtMs: 0,
  isChecking: false,
  waiting: [],
  segments: Array.from({ length: windowSegments }, () => ({
    segment: -1,
    requests: 0,
    waiting: [],
    caughtUp: [],
  })),
});

/** The place of a segment, emptied if an older one is there. */
export function placeOf({ segments }: EdgeStream, segment: number): EdgeSegment {
  const place = segments[segment % windowSegments];
  if (place === undefined) throw new RangeError(`no place for segment ${segment}`);
  if (place.segment === segment) return place;
  place.segment = segment;
  place.requests = 0;
  place.waiting = [];
  place.caughtUp = [];
  return place;
}
