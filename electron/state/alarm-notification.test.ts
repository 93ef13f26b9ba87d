import assert from 'node:assert/strict';
import { test } from 'node:test';
import { alarmKinds } from '../../contract/api/alarm.ts';
import type { ConsoleEvent } from '../../contract/api/console-event.ts';
import { alarmOf, snapshotOf } from '../testing/snapshots.ts';
import { type AlarmNotification, notificationsFor, type ToldAlarms } from './alarm-notification.ts';

function tell(events: readonly ConsoleEvent[]): AlarmNotification[] {
  let told: ToldAlarms = new Map();
  return events.flatMap((event) => {
    const next = notificationsFor(told, event);
    told = next.told;
    return next.notifications;
  });
}

const raised = (more = {}): ConsoleEvent => ({ type: 'alarm', alarm: alarmOf('uplink-down', more) });

test('an alarm is told once, however often it comes, also after the stream was lost', () => {
  const again: ConsoleEvent = {
    type: 'snapshot',
    snapshot: snapshotOf('reconnecting', { alarms: [alarmOf('uplink-down')] }),
  };
  const [first, ...more] = tell([raised(), again, raised({ acknowledgedAt: '2026-11-21T12:01:00Z' }), again]);
  assert.equal(first?.title, 'Surecast: Uplink down');
  assert.ok(first?.urgent);
  assert.match(first.body, /uplink-down for 12 s\.\nLook at it\./);
  assert.deepEqual(more, []);
});

test('it is told again when it cleared and was raised anew, even if its clearing was missed', () => {
  const cleared = raised({ clearedAt: '2026-11-21T12:02:00Z' });
  assert.equal(tell([raised(), cleared, raised({ raisedAt: '2026-11-21T12:05:00Z' })]).length, 2);
  assert.equal(tell([raised(), raised({ raisedAt: '2026-11-21T12:05:00Z' })]).length, 2);
});

test('what was acknowledged or cleared before the shell looked is not told', () => {
  assert.deepEqual(tell([raised({ acknowledgedAt: 'x' }), raised({ clearedAt: 'x' })]), []);
});

test('every kind has its title', () => {
  const events = alarmKinds.map((kind): ConsoleEvent => ({ type: 'alarm', alarm: alarmOf(kind) }));
  const titles = tell(events).map(({ title }) => title);
  assert.equal(new Set(titles).size, alarmKinds.length);
});
