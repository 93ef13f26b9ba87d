import type { SourceSignal } from '../../contract/api/signal.ts';
import type { EngineEvent } from '../../contract/engine-events.ts';
import type { BroadcastSnapshot, DiskSnapshot, OriginSnapshot } from '../../contract/snapshot.ts';
import type { AlarmFacts, ClockFacts, OriginFacts } from './alarm-facts.ts';
import { addLook, type BacklogTrend, growthOf } from './backlog-trend.ts';
import { noteEvent, type SourceWatch, sourceOf } from './source-watch.ts';

/** Where the facts come from. */
export type FactSources = {
  /** The broadcasts that are captured or delivered here. */
  readonly broadcasts: () => readonly BroadcastSnapshot[];
  readonly disk: () => DiskSnapshot | null;
  readonly signal: () => SourceSignal | null;
  readonly clock: () => ClockFacts | null;
};

/** Gathers facts; it remembers what can only be said over time. */
export type FactGatherer = {
  note(event: EngineEvent): void;
  gather(): AlarmFacts;
};

export function createFactGatherer(sources: FactSources): FactGatherer {
  let watch: SourceWatch = new Map();
  let trends: ReadonlyMap<string, BacklogTrend> = new Map();
  return {
    note: (event) => {
      watch = noteEvent(watch, event, Date.now());
    },
    gather: () => {
      const atMs = performance.now();
      const origins = joinOrigins(sources.broadcasts());
      trends = new Map(
        origins.map(({ url, pendingBytes }) => {
          return [url, addLook(trends.get(url) ?? [], { atMs, bytes: pendingBytes })];
        }),
      );
      const withGrowth = origins.map((origin) => {
        return { ...origin, growthBytesPerSecond: growthOf(trends.get(origin.url) ?? []) };
      });
      return {
        nowMs: Date.now(),
        origins: withGrowth,
        source: sourceOf(watch),
        signal: sources.signal(),
        disk: sources.disk(),
        clock: sources.clock(),
      };
    },
  };
}

type JoinedOrigin = Omit<OriginFacts, 'growthBytesPerSecond'>;

/** One entry an origin, whatever the number of broadcasts that go there. */
export function joinOrigins(broadcasts: readonly BroadcastSnapshot[]): JoinedOrigin[] {
  const joined = new Map<string, JoinedOrigin>();
  for (const { phase, origins } of broadcasts) {
    for (const origin of origins.filter(({ complete }) => !complete)) {
      const known = joined.get(origin.url);
      const isLive = phase === 'capturing';
      joined.set(origin.url, known === undefined ? pick(origin, isLive) : join(known, origin, isLive));
    }
  }
  return [...joined.values()];
}

function pick(origin: OriginSnapshot, isLive: boolean): JoinedOrigin {
  const { url, state, trouble, blockedFiles, pendingFiles, pendingBytes, oldestUnverifiedSeconds } = origin;
  return { url, state, trouble, blockedFiles, pendingFiles, pendingBytes, oldestUnverifiedSeconds, isLive };
}

function join(known: JoinedOrigin, origin: OriginSnapshot, isLive: boolean): JoinedOrigin {
  const ages = [known.oldestUnverifiedSeconds, origin.oldestUnverifiedSeconds].filter((age) => age !== null);
  return {
    ...known,
    isLive: known.isLive || isLive,
    trouble: known.trouble ?? origin.trouble,
    blockedFiles: known.blockedFiles + origin.blockedFiles,
    pendingFiles: known.pendingFiles + origin.pendingFiles,
    pendingBytes: known.pendingBytes + origin.pendingBytes,
    oldestUnverifiedSeconds: ages.length === 0 ? null : Math.max(...ages),
  };
}
