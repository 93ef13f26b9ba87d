import type { Alarm } from '../../contract/api/alarm.ts';
import { alarmTable } from '../../contract/api/alarm.ts';
import type { SourceSignal } from '../../contract/api/signal.ts';
import type { Config } from '../../contract/config.ts';
import type { EngineEvent } from '../../contract/engine-events.ts';
import type { AccessOf } from '../../contract/origin-access.ts';
import type { Engine } from '../engine.ts';
import type { LogLine } from '../log/event-line.ts';
import type { Log } from '../log/log.ts';
import { createAlarmCenter } from './alarm-center.ts';
import type { AlarmChange } from './alarm-machine.ts';
import { alarmRules } from './alarm-rules.ts';
import { watchClock } from './clock-watch.ts';
import { createFactGatherer } from './gather-facts.ts';
import { replaceableSender } from './webhooks/replaceable-sender.ts';
import type { WebhookTarget } from './webhooks/webhook-target.ts';

export type AlarmServiceOptions = {
  readonly engine: Pick<Engine, 'unfinished' | 'broadcastIfAny' | 'disk'>;
  readonly log: Log;
  readonly settings: Config['alarms'];
  readonly webhooks: readonly WebhookTarget[];
  /** How origins are reached, for their clocks; by default as AWS's own variables and files say. */
  readonly accessOf?: AccessOf;
  /** What is seen and heard of the source now; null when nobody looks. */
  readonly signal: () => SourceSignal | null;
};

/** The alarms of one engine, watched and told. */
export type AlarmService = {
  /** To be given every event of the engine. */
  note(event: EngineEvent): void;
  /** What is raised, then what cleared within the last day. */
  list(): Alarm[];
  /** @throws SurecastError `ALARM_UNKNOWN` */
  acknowledge(id: string): Alarm;
  /** Calls back with each change; gives what ends that. */
  onChange(listener: (change: AlarmChange) => void): () => void;
  /** Other settings than those that it began with hold from now on. */
  change(settings: Config['alarms'], webhooks: readonly WebhookTarget[]): void;
  /** To be called before the engine is closed. */
  stop(): Promise<void>;
};

/** Begins to watch. An alarm that nobody can be told of is in the log at least. */
export function startAlarms(options: AlarmServiceOptions): AlarmService {
  const { engine, log, accessOf, signal } = options;
  const listeners = new Set<(change: AlarmChange) => void>();
  let rules = alarmRules(options.settings);
  const webhooks = replaceableSender(options.webhooks, (message) =>
    log.add({ level: 'warning', part: 'alarm', message }),
  );
  const broadcasts = () => engine.unfinished().flatMap(({ name }) => engine.broadcastIfAny(name) ?? []);
  const clock = watchClock({
    originUrl: () => firstWithClock(broadcasts().flatMap(({ origins }) => origins)),
    onStep: (seconds) => log.add(stepLine(seconds)),
    accessOf,
  });
  const gatherer = createFactGatherer({
    broadcasts,
    disk: () => engine.disk(),
    signal,
    clock: () => clock.facts(),
  });
  const center = createAlarmCenter({
    rules: () => rules,
    gather: gatherer.gather,
    onChange: (change) => {
      log.add(changeLine(change));
      webhooks.send(change);
      for (const listener of listeners) listener(change);
    },
    onError: (error) => log.add({ level: 'error', part: 'alarm', message: String(error), code: 'INTERNAL' }),
  });
  center.start();
  return {
    note: gatherer.note,
    list: center.list,
    acknowledge: center.acknowledge,
    onChange: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    change: (settings, targets) => {
      rules = alarmRules(settings);
      webhooks.use(targets);
    },
    stop: async () => {
      center.stop();
      clock.stop();
      await webhooks.stop();
    },
  };
}

/** All S3 origins of a program are reached at one endpoint, and a folder has no clock. */
function firstWithClock(origins: readonly { readonly url: string; readonly complete: boolean }[]) {
  return origins.find(({ url, complete }) => url.startsWith('s3:') && !complete)?.url;
}

function changeLine({ type, alarm: { kind, severity, message } }: AlarmChange): LogLine {
  const { title } = alarmTable[kind];
  if (type === 'raised')
    return {
      level: severity === 'critical' ? 'error' : 'warning',
      part: 'alarm',
      message: `${title}: ${message}`,
    };
  return { level: 'info', part: 'alarm', message: `${title} ${type}. It was: ${message}` };
}

function stepLine(seconds: number): LogLine {
  const way = seconds > 0 ? 'ahead' : 'back';
  const message = `This machine’s clock was set ${way} by ${Math.abs(seconds).toFixed(0)} s.`;
  return { level: 'warning', part: 'engine', message };
}
