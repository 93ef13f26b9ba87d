/** How patient an edge is, milliseconds. */
export type EdgeTiming = {
  /** A server that has sent no headers for so long gets company: the next one is asked as well, and the first to answer is taken. */
  readonly headersMs: number;
  /** After so long nobody is waited for any more. */
  readonly giveUpMs: number;
  /** A body of which nothing came for so long has stalled. */
  readonly stallMs: number;
  /** A body slower than this is taken for stalled as well: it could not be played. */
  readonly slowestBytesPerSecond: number;
  /** A playlist that was checked so lately is given without asking. */
  readonly freshMs: number;
  /** Nobody waits longer than this for news of a playlist that is held. */
  readonly staleAfterMs: number;
  /** What upstream does not have is not asked for again for so long. */
  readonly missingMs: number;
  /** A broadcast that nobody has asked for is forgotten after so long. */
  readonly forgetMs: number;
};

export const edgeTiming: EdgeTiming = {
  headersMs: 400,
  giveUpMs: 2_500,
  stallMs: 600,
  slowestBytesPerSecond: 250_000,
  freshMs: 300,
  staleAfterMs: 500,
  missingMs: 750,
  forgetMs: 60_000,
};
