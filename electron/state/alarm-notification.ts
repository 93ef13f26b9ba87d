import { type Alarm, alarmTable } from '../../contract/api/alarm.ts';
import type { ConsoleEvent } from '../../contract/api/console-event.ts';

/** A native notification. */
export type AlarmNotification = {
  readonly title: string;
  readonly body: string;
  /** Stays until it is clicked away, where the system can do that. */
  readonly urgent: boolean;
};

/** When each alarm that was told was raised, by its id. */
export type ToldAlarms = ReadonlyMap<string, string>;

/**
 * What to tell after an event of the engine's stream: each alarm once, when it is raised. One that someone has acknowledged, or
 * that has cleared, is told no more; one that was already told before the stream was lost is not told again. Pure.
 */
export function notificationsFor(
  told: ToldAlarms,
  event: ConsoleEvent,
): { readonly told: ToldAlarms; readonly notifications: readonly AlarmNotification[] } {
  const alarms =
    event.type === 'snapshot' ? event.snapshot.alarms : event.type === 'alarm' ? [event.alarm] : [];
  const after = new Map(event.type === 'snapshot' ? [] : told);
  const notifications: AlarmNotification[] = [];
  for (const alarm of alarms) {
    if (alarm.clearedAt !== null) {
      after.delete(alarm.id);
      continue;
    }
    after.set(alarm.id, alarm.raisedAt);
    if (told.get(alarm.id) !== alarm.raisedAt && alarm.acknowledgedAt === null)
      notifications.push(describe(alarm));
  }
  return { told: after, notifications };
}

function describe({ kind, severity, message, cure }: Alarm): AlarmNotification {
  const { title } = alarmTable[kind];
  return { title: `Surecast: ${title}`, body: `${message}\n${cure}`, urgent: severity === 'critical' };
}
