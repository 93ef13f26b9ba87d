import type { Handlers } from '../http/handlers.ts';
import type { WatchedEngine } from '../watched-engine.ts';

/** Alarms and the log. */
export function watchHandlers({
  alarms,
  log,
}: Pick<WatchedEngine, 'alarms' | 'log'>): Pick<Handlers, 'alarms' | 'acknowledgeAlarm' | 'logs'> {
  return {
    alarms: () => alarms.list(),
    acknowledgeAlarm: ({ body }) => alarms.acknowledge(body.id),
    logs: ({ query }) => log.find(query),
  };
}
