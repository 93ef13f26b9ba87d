/** How long an intermediate waits for the main server, and how far it trusts what it has. Milliseconds. */
export type IntermediateTiming = {
  /** Until an answer of the main server has begun. */
  readonly headersMs: number;
  /** Without a byte of its body, and the slowest rate worth waiting for. */
  readonly stallMs: number;
  readonly slowestBytesPerSecond: number;
  /** What the main server does not have is not asked for again for so long. */
  readonly missingMs: number;
  /** A playlist that was not renewed for so long is asked for behind the back of who gets it … */
  readonly freshMs: number;
  /** … and after so long before it is given away, … */
  readonly staleMs: number;
  /** … for which nobody waits longer than this, … */
  readonly patienceMs: number;
  /** … and nobody at all so long after an attempt that failed. */
  readonly pauseMs: number;
};

export const defaultIntermediateTiming: IntermediateTiming = {
  headersMs: 3_000,
  stallMs: 3_000,
  slowestBytesPerSecond: 128 * 1024,
  missingMs: 700,
  freshMs: 1_000,
  staleMs: 6_000,
  patienceMs: 1_000,
  pauseMs: 5_000,
};
