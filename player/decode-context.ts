import { performance } from 'node:perf_hooks';
import type { DecodeTally } from './decode-report.ts';
import type { SteeredFetcher } from './steering/steered-fetcher.ts';
import type { Tuning } from './tuning.ts';

/** What the parts of one decoding share. */
export type DecodeContext = {
  readonly fetcher: SteeredFetcher;
  readonly tuning: Tuning;
  readonly giveUpAfterMs: number | undefined;
  readonly tally: DecodeTally;
  readonly health: HealthRecord;
  /** Ends everything: the person's wish, or a reader that is gone. */
  readonly signal: AbortSignal;
  /** Tells the person one thing that happened, in a sentence. */
  readonly say: (message: string) => void;
};

/** What is known of the server; see ServerHealth. Monotonic milliseconds. */
export type HealthRecord = {
  anyOkAtMs: number;
  playlistOkAtMs: number;
  ended: boolean;
  /** Media Sequence Number of the first segment still listed. */
  windowStart: number;
  playlistFreshMs: number;
};

/** Milliseconds of a clock that is never set. */
export function monotonicMs(): number {
  return performance.now();
}

export function newHealth(): HealthRecord {
  const now = monotonicMs();
  return { anyOkAtMs: now, playlistOkAtMs: now, ended: false, windowStart: 0, playlistFreshMs: 10_000 };
}
