import { type AlarmKind, alarmKinds } from '../../contract/api/alarm.ts';
import type { Config } from '../../contract/config.ts';

/** How long something must be wrong before its alarm is raised, and well before it clears, milliseconds. */
export type AlarmDelays = { readonly raiseMs: number; readonly clearMs: number };

/** When alarms are raised and cleared. */
export type AlarmRules = {
  readonly delays: Readonly<Record<AlarmKind, AlarmDelays>>;
  /** Kinds that nobody wants to hear of. */
  readonly off: ReadonlySet<AlarmKind>;
  /** An uplink is behind when its oldest unverified file is older, and the backlog does not shrink. */
  readonly behindSeconds: number;
};

/**
 * Delays of each kind. What stops delivery or capture is said within seconds, longer than a restart of FFmpeg or a lost
 * packet takes; what the source may do on purpose (a pause, a black slide) has to last.
 */
export const defaultAlarmRules: AlarmRules = {
  delays: {
    'uplink-down': { raiseMs: 5_000, clearMs: 5_000 },
    'falling-behind': { raiseMs: 10_000, clearMs: 20_000 },
    'origin-blocked': { raiseMs: 2_000, clearMs: 5_000 },
    'source-lost': { raiseMs: 5_000, clearMs: 5_000 },
    silence: { raiseMs: 15_000, clearMs: 3_000 },
    black: { raiseMs: 10_000, clearMs: 3_000 },
    frozen: { raiseMs: 15_000, clearMs: 5_000 },
    clipping: { raiseMs: 5_000, clearMs: 15_000 },
    'disk-low': { raiseMs: 3_000, clearMs: 10_000 },
    'clock-wrong': { raiseMs: 3_000, clearMs: 10_000 },
  },
  off: new Set(),
  behindSeconds: 30,
};

/** The rules with what a configuration says of them. */
export function alarmRules(settings: NonNullable<Config['alarms']> = {}): AlarmRules {
  const { delays = {}, off = [], behindSeconds = defaultAlarmRules.behindSeconds } = settings;
  const chosen = alarmKinds.map((kind) => {
    const { raiseSeconds, clearSeconds } = delays[kind] ?? {};
    const { raiseMs, clearMs } = defaultAlarmRules.delays[kind];
    return [
      kind,
      { raiseMs: inMs(raiseSeconds) ?? raiseMs, clearMs: inMs(clearSeconds) ?? clearMs },
    ] as const;
  });
  return {
    delays: Object.fromEntries(chosen) as Record<AlarmKind, AlarmDelays>,
    off: new Set(off),
    behindSeconds,
  };
}

const inMs = (seconds: number | undefined): number | undefined =>
  seconds === undefined ? undefined : seconds * 1000;
