import type { Alarm } from '../../contract/api/alarm.ts';
import type { ConsoleSnapshot, RateHistory } from '../../contract/api/console-snapshot.ts';
import type { SourceSignal } from '../../contract/api/signal.ts';
import type { EngineEvent } from '../../contract/engine-events.ts';
import type { BroadcastSnapshot } from '../../contract/snapshot.ts';
import type { Engine } from '../engine.ts';
import type { OnAirProgress } from '../on-air-progress.ts';
import { backlogOf, noBacklog } from './backlog.ts';
import { createDeliveryTimes } from './delivery-times.ts';
import { createRateMeter } from './rate-meter.ts';
import type { Session } from './session.ts';

export type PresentSources = {
  readonly engine: Engine;
  readonly session: Pick<Session, 'status'>;
  readonly alarms: () => readonly Alarm[];
  readonly signal: () => SourceSignal | null;
};

/** All of the present that the console shows. */
export type Present = {
  /** To be given every event of the engine. */
  note(event: EngineEvent): void;
  snapshot(): ConsoleSnapshot;
  rates(): RateHistory;
};

export function createPresent({ engine, session, alarms, signal }: PresentSources): Present {
  const meter = createRateMeter();
  const times = createDeliveryTimes();
  const backlogAt = (broadcast: BroadcastSnapshot, progress: OnAirProgress) => {
    const required = broadcast.origins.filter(({ optional }) => !optional).map(({ url }) => url);
    const { oldestUnverifiedMs, segmentSeconds } = progress;
    return backlogOf({
      broadcast,
      segmentSeconds,
      oldestUnverifiedSeconds:
        oldestUnverifiedMs === null ? null : Math.max(0, Date.now() - oldestUnverifiedMs) / 1000,
      latestDeliverySeconds: times.latestSeconds(required),
      ...meter.recent(),
    });
  };
  return {
    note: (event) => {
      meter.note(event);
      times.note(event);
    },
    rates: () => meter.history(),
    snapshot: () => {
      const status = session.status;
      const name = status.broadcast ?? engine.newest();
      const broadcast = (name === undefined ? undefined : engine.broadcastIfAny(name)) ?? null;
      const progress = name === undefined ? undefined : engine.progressOf(name);
      const backlog = broadcast && progress ? backlogAt(broadcast, progress) : noBacklog;
      meter.noteBacklog(backlog.bytes);
      return {
        nowMs: Date.now(),
        session: status,
        broadcast,
        backlog,
        segments: [...(progress?.segments ?? [])],
        disk: engine.disk(),
        signal: signal(),
        alarms: alarms().filter(({ clearedAt }) => clearedAt === null),
        unfinished: engine.unfinishedNames().filter((each) => each !== status.broadcast),
      };
    },
  };
}
