import { windowSegments } from './held-stream.ts';
import type { SimulatedServer } from './simulated-server.ts';

/** A segment at an edge. */
export type EdgeSegment = {
  segment: number;
  state: 'none' | 'asked' | 'arriving' | 'held';
  /** How often it was asked for upstream. */
  requests: number;
  /** Viewers that wait for its first byte, and those that have got all of it that has come. */
  waiting: number[];
  caughtUp: number[];
};

/** One stream at one edge. */
export type EdgeStream = {
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

export const createEdgeStream = (edge: SimulatedServer, stream: number): EdgeStream => ({
  edge,
  stream,
  newest: -1,
  checkedAtMs: Number.NEGATIVE_INFINITY,
  isChecking: false,
  waiting: [],
  segments: Array.from({ length: windowSegments }, () => ({
    segment: -1,
    state: 'none',
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
  place.state = 'none';
  place.requests = 0;
  place.waiting = [];
  place.caughtUp = [];
  return place;
}
