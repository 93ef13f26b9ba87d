import type { Alarm } from '../../contract/api/alarm.ts';
import { SurecastError } from '../../contract/surecast-error.ts';
import type { AlarmFacts } from './alarm-facts.ts';
import {
  type AlarmChange,
  type AlarmMoment,
  type AlarmState,
  acknowledge,
  isRaised,
  noAlarms,
  raisedAlarms,
  stepAlarms,
} from './alarm-machine.ts';
import type { AlarmRules } from './alarm-rules.ts';
import { judgeFacts } from './judge-facts.ts';

export type AlarmCenterOptions = {
  /** As they are now. */
  readonly rules: () => AlarmRules;
  /** The facts of now; undefined when there are none to be had, as while the engine closes. */
  readonly gather: () => AlarmFacts | undefined;
  /** Is told what becomes of each alarm. Must not throw. */
  readonly onChange: (change: AlarmChange) => void;
  /** Is told what keeps it from looking, once until it looks again. */
  readonly onError: (error: unknown) => void;
  readonly now?: () => AlarmMoment;
};

/** Watches the facts and keeps the alarms. */
export type AlarmCenter = {
  /** Looks now, and from now on each second. */
  start(): void;
  look(): void;
  /** What is raised, the most severe first, then what cleared within the last day, the newest first. */
  list(): Alarm[];
  /** @throws SurecastError `ALARM_UNKNOWN` when no alarm of that id is raised */
  acknowledge(id: string): Alarm;
  stop(): void;
};

const lookEveryMs = 1_000;
const keptMs = 24 * 3_600_000;
const mostKept = 200;

export function createAlarmCenter(options: AlarmCenterOptions): AlarmCenter {
  const { gather, onChange, onError, now = systemMoment } = options;
  let state: AlarmState = noAlarms;
  let cleared: readonly Alarm[] = [];
  let timer: NodeJS.Timeout | undefined;
  let failed = false;

  const keep = (alarm: Alarm) => {
    // One entry an alarm: each time that it was raised is in the log.
    cleared = [alarm, ...cleared.filter(({ id }) => id !== alarm.id)].slice(0, mostKept);
  };
  const step = () => {
    const facts = gather();
    if (facts === undefined) return;
    const moment = now();
    const rules = options.rules();
    const conditions = judgeFacts(facts, rules, (id) => isRaised(state, id));
    const next = stepAlarms(state, conditions, moment, rules.delays);
    state = next.state;
    cleared = cleared.filter(({ clearedAt }) => moment.wallMs - Date.parse(clearedAt ?? '') < keptMs);
    for (const change of next.changes) {
      if (change.type === 'cleared') keep(change.alarm);
      onChange(change);
    }
  };
  const look = () => {
    try {
      step();
      failed = false;
    } catch (error) {
      if (!failed) onError(error);
      failed = true;
    }
  };

  return {
    start: () => {
      look();
      timer = setInterval(look, lookEveryMs);
    },
    look,
    list: () => [...raisedAlarms(state), ...cleared.filter(({ id }) => !isRaised(state, id))],
    acknowledge: (id) => {
      const seen = acknowledge(state, id, now());
      if (seen === undefined)
        throw new SurecastError('ALARM_UNKNOWN', `There is no alarm “${id}” now: it may have cleared.`);
      state = seen.state;
      if (seen.isNews) onChange({ type: 'acknowledged', alarm: seen.alarm });
      return seen.alarm;
    },
    stop: () => clearInterval(timer),
  };
}

const systemMoment = (): AlarmMoment => ({ monotonicMs: performance.now(), wallMs: Date.now() });
