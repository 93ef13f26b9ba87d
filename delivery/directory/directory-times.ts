/** How long a directory member waits for what, milliseconds. */
export type DirectoryTimes = {
  /** Opinions and epochs are said, and the list is looked at, so often. */
  readonly everyMs: number;
  /** So long a member listens before it takes anybody for dead. */
  readonly listenMs: number;
  /** A listed node that was never heard since the member listens has so long: after an outage some come back late. */
  readonly unheardMs: number;
  /** An opinion holds for so long. */
  readonly opinionMs: number;
  /** In so long not half of the list is removed unless every member says so. */
  readonly massMs: number;
  /** Members that see the same at once wait up to so long, so that one is first. */
  readonly jitterMs: number;
};

export const directoryTimes: DirectoryTimes = {
  everyMs: 1_000,
  listenMs: 3_000,
  unheardMs: 10_000,
  opinionMs: 3_000,
  massMs: 10_000,
  jitterMs: 200,
};

/** An answer is asked for again after so long; changes are told by the epoch at once. */
export const answerTtlSeconds = 30;
