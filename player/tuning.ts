/** Limits and patience of the decoding client. Milliseconds and bytes. */
export type Tuning = {
  /** Backoff with full jitter: the n-th wait is random below `min(retryMaxMs, retryBaseMs * 2^n)`. */
  readonly retryBaseMs: number;
  readonly retryMaxMs: number;
  /** A transfer that brings (next to) nothing for this long has stalled. */
  readonly stallMs: number;
  /** How often one resource is fetched before a hash that does not match counts. */
  readonly mismatchAttempts: number;
  /** How often "not there" (404 and the like) is asked again before a segment counts as missing. */
  readonly absentAttempts: number;
  /** The same once the segment has left the playlist's window. */
  readonly absentAttemptsOutsideWindow: number;
  /** How long a playlist is tried that was never read yet. */
  readonly startPatienceMs: number;
  /** The same where the answer is one that asking again does not change: no entry, nothing there. */
  readonly startRefusedPatienceMs: number;
  /** How long the server of an ended playlist may be away. */
  readonly endedPatienceMs: number;
  /** How long one segment may fail, while the playlist is served, before it counts as missing. */
  readonly objectPatienceMs: number;
  readonly parallelFetches: number;
  /** Segments held ready for a reader that is slower than the network (without a delay). */
  readonly readyAhead: number;
  readonly playlistMaxBytes: number;
  readonly playlistDeadlineMs: number;
  readonly segmentMaxBytes: number;
  /** What is held beyond this (for the delay) goes to temporary files. */
  readonly memoryMaxBytes: number;
};

export const defaultTuning: Tuning = {
  retryBaseMs: 250,
  retryMaxMs: 10_000,
  stallMs: 10_000,
  mismatchAttempts: 5,
  absentAttempts: 8,
  absentAttemptsOutsideWindow: 2,
  startPatienceMs: 20_000,
  startRefusedPatienceMs: 0,
  endedPatienceMs: 60_000,
  objectPatienceMs: 120_000,
  parallelFetches: 3,
  readyAhead: 3,
  playlistMaxBytes: 32 * 1024 * 1024,
  playlistDeadlineMs: 120_000,
  segmentMaxBytes: 256 * 1024 * 1024,
  memoryMaxBytes: 64 * 1024 * 1024,
};
