import type { AlarmKind } from '../../contract/api/alarm.ts';

/** What an alarm is about, to be taken in at a glance: `Uplink down`. The table of alarms itself would bring its schemas along. */
export function alarmWord(kind: AlarmKind): string {
  const words = kind.replaceAll('-', ' ');
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
}
