import type { SourceSignal } from '../../contract/api/signal.ts';
import type { DiskSnapshot, OriginSnapshot } from '../../contract/snapshot.ts';

/** What is known of one origin of a broadcast that is captured or delivered. */
export type OriginFacts = Pick<
  OriginSnapshot,
  'url' | 'state' | 'trouble' | 'blockedFiles' | 'pendingFiles' | 'pendingBytes' | 'oldestUnverifiedSeconds'
> & {
  /** A broadcast on air goes there: its backlog may not grow. */
  readonly isLive: boolean;
  /** How the backlog changes, bytes a second; null before that can be said. */
  readonly growthBytesPerSecond: number | null;
};

/** How the source of the broadcast on air is. `none`: nothing is to be captured, or the disk does not let it. */
export type SourceFacts =
  | { readonly state: 'none' | 'well' }
  | { readonly state: 'lost'; readonly broadcast: string; readonly why: string; readonly sinceMs: number };

/** How far this machine's clock is from an origin's, when that was last said. */
export type ClockFacts = { readonly originUrl: string; readonly aheadSeconds: number };

/** All that alarms are judged by, at one moment. */
export type AlarmFacts = {
  /** Wall clock, milliseconds since the epoch. */
  readonly nowMs: number;
  readonly origins: readonly OriginFacts[];
  readonly source: SourceFacts;
  /** Null: nobody looks at picture and sound. */
  readonly signal: SourceSignal | null;
  /** Null: the disk does not answer. */
  readonly disk: DiskSnapshot | null;
  /** Null: no origin has said its time. */
  readonly clock: ClockFacts | null;
};
