import type { OpenRequest } from './transport.ts';

/** How many segments a server keeps of a stream: the live window. */
export const windowSegments = 16;

/** What an intermediate holds of one stream. */
export type HeldStream = {
  /** Newest segment that its playlist names; -1: it has none. */
  newest: number;
  /** When the main server last said so. */
  heardAtMs: number;
  /** The segments that are held, each in its place. */
  readonly segments: Int32Array;
  /** How often each was transferred to it, by place and segment. */
  readonly counted: Int32Array;
  readonly transfers: Int32Array;
  /** Requests that wait for what is being read through. */
  readonly pulling: Map<number, OpenRequest[]>;
  /** Newest segment that the main server has issued to it. */
  issued: number;
  isIssuing: boolean;
};

export const createHeldStream = (): HeldStream => ({
  newest: -1,
  heardAtMs: Number.NEGATIVE_INFINITY,
  segments: new Int32Array(windowSegments).fill(-1),
  counted: new Int32Array(windowSegments).fill(-1),
  transfers: new Int32Array(windowSegments),
  pulling: new Map(),
  issued: -1,
  isIssuing: false,
});

export function keepSegment({ segments }: HeldStream, segment: number): void {
  segments[segment % windowSegments] = segment;
}
