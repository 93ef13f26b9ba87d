/** What is counted while a simulation runs; `figures.ts` makes the figures of it. */
export type Measures = {
  joins: number;
  /** Time from asking for a broadcast to its first picture, milliseconds, one a viewer. */
  readonly startupMs: number[];
  stalledMs: number;
  playedMs: number;
  longestStallMs: number;
  readonly stalled: Set<number>;
  skippedSegments: number;
  viewerBytes: number;
  segmentRequests: number;
  edgeHits: number;
  /** Most transfers of one segment to one edge, and to one intermediate. */
  mostEdgeRequests: number;
  mostIntermediateRequests: number;
  /** Longest time in which an edge waited for bytes because its server had died. */
  failoverGapMs: number;
  /** Longest time from a viewer's edge dying to its next segment. */
  viewerFailoverGapMs: number;
  detectionMs: number;
  /** How often a viewer was moved to another edge. */
  movedViewers: number;
  movedStreams: number;
  /** What would be a fair share to move of streams and of viewers, for the servers that were lost. */
  fairStreams: number;
  fairViewers: number;
  wrongEvictions: number;
  /** Viewers sent to an edge, and those sent to one without room. */
  placements: number;
  placedAbove: number;
  worstPlacement: number;
  /** Viewers that each edge could not take within this second. */
  readonly turnedAway: Int32Array;
  refusedJoins: number;
  failedRequests: number;
  controlMessages: number;
  controlDeliveries: number;
  /** Most control messages in a second, and the highest use of a server's link and of an edge's room. */
  peaks: { controlMessages: number; main: number; intermediate: number; edge: number; edgeViewers: number };
};

export const createMeasures = (edges: number): Measures => ({
  joins: 0,
  startupMs: [],
  stalledMs: 0,
  playedMs: 0,
  longestStallMs: 0,
  stalled: new Set(),
  skippedSegments: 0,
  viewerBytes: 0,
  segmentRequests: 0,
  edgeHits: 0,
  mostEdgeRequests: 0,
  mostIntermediateRequests: 0,
  failoverGapMs: 0,
  viewerFailoverGapMs: 0,
  detectionMs: 0,
  movedViewers: 0,
  movedStreams: 0,
  fairStreams: 0,
  fairViewers: 0,
  wrongEvictions: 0,
  placements: 0,
  placedAbove: 0,
  worstPlacement: 0,
  turnedAway: new Int32Array(edges),
  refusedJoins: 0,
  failedRequests: 0,
  controlMessages: 0,
  controlDeliveries: 0,
  peaks: { controlMessages: 0, main: 0, intermediate: 0, edge: 0, edgeViewers: 0 },
});
