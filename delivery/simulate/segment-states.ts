import { windowSegments } from './held-stream.ts';

/** How far an edge is with a segment. */
export const has = { nothing: 0, asked: 1, arriving: 2, all: 3 } as const;
type Has = (typeof has)[keyof typeof has];

/**
 * How far edges are with the segments of their streams, by the number of the stream at its edge. Each player looks here
 * twice a segment, so it is kept small: a stream's window is one row of whole numbers in one piece of memory, a segment and
 * what is there of it in one number.
 */
export type SegmentStates = {
  get(stream: number, segment: number): Has;
  /** Takes the place of the segment a window ago. */
  set(stream: number, segment: number, state: Has): void;
};

export function createSegmentStates(): SegmentStates {
  let states = new Int32Array(64 * windowSegments);
  const placeOf = (stream: number, segment: number): number =>
    stream * windowSegments + (segment % windowSegments);
  return {
    get(stream, segment) {
      const kept = states[placeOf(stream, segment)] ?? 0;
      return kept >> 2 === segment ? ((kept & 3) as Has) : has.nothing;
    },
    set(stream, segment, state) {
      const place = placeOf(stream, segment);
      if (place >= states.length) {
        const larger = new Int32Array(Math.max(states.length * 2, place + windowSegments));
        larger.set(states);
        states = larger;
      }
      states[place] = (segment << 2) | state;
    },
  };
}
