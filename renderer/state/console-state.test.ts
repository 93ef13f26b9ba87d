import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Task } from '../../contract/api/task.ts';
import { fc } from '../../fixtures/property-testing.ts';
import { liveSnapshot, raised } from '../testing/snapshots.ts';
import { afterEvent, newestTask, unknownState, withTask } from './console-state.ts';
import { reconnectDelayMs } from './reconnect.ts';

const task = (id: string, state: Task['state']): Task => ({
  id,
  kind: 'preflight',
  broadcasts: [],
  state,
  progress: null,
  startedAt: '2026-11-21T10:00:00Z',
  result: null,
  error: null,
});

test('a snapshot says how far the clocks are apart, and which alarms there are', () => {
  const snapshot = liveSnapshot('live', { alarms: [raised('silence', 'No sound.')] });
  const state = afterEvent(unknownState, { type: 'snapshot', snapshot }, snapshot.nowMs - 5000);
  assert.equal(state.clockOffsetMs, 5000);
  assert.deepEqual(
    state.alarms.map(({ id }) => id),
    ['silence'],
  );
});

test('alarms: what nobody has seen comes first, critical before warning; a cleared one goes', () => {
  const seen = { ...raised('disk-low', 'Low.'), acknowledgedAt: '2026-11-21T10:00:00Z' };
  const events = [seen, raised('silence', 'Silent.'), raised('uplink-down', 'Down.')];
  let state = unknownState;
  for (const alarm of events) state = afterEvent(state, { type: 'alarm', alarm }, 0);
  assert.deepEqual(
    state.alarms.map(({ id }) => id),
    ['uplink-down', 'silence', 'disk-low'],
  );
  const cleared = { ...raised('uplink-down', 'Down.'), clearedAt: '2026-11-21T10:00:00Z' };
  assert.equal(afterEvent(state, { type: 'alarm', alarm: cleared }, 0).alarms.length, 2);
});

test('a task that has ended does not run again because an answer comes late', () => {
  const ended = withTask(withTask([], task('a', 'running')), task('a', 'done'));
  assert.deepEqual(withTask(ended, task('a', 'running')), ended);
  assert.equal(withTask(ended, task('b', 'running')).length, 2);
});

test('a page connects again quickly at first, and never waits longer than 6 s', () => {
  fc.assert(
    fc.property(fc.nat(), fc.double({ min: 0, max: 1, noNaN: true }), (failures, random) => {
      const delayMs = reconnectDelayMs(failures, random);
      assert.ok(delayMs >= 400 && delayMs <= 6000);
    }),
  );
  assert.ok(reconnectDelayMs(1, 1) <= 600);
});

test('a task is found by what it is about, the newest of several', () => {
  const of = (id: string, kind: Task['kind'], broadcasts: string[]): Task => ({
    ...task(id, 'running'),
    kind,
    broadcasts,
  });
  const tasks = [
    of('1', 'verify', ['sunday']),
    of('2', 'verify', ['monday']),
    of('3', 'verify', ['sunday']),
    of('4', 'export', ['monday', 'sunday']),
    of('5', 'preflight', []),
  ];
  assert.equal(newestTask(tasks, 'verify', 'sunday')?.id, '3');
  assert.equal(newestTask(tasks, 'verify', 'monday')?.id, '2');
  assert.equal(newestTask(tasks, 'export', 'sunday')?.id, '4');
  assert.equal(newestTask(tasks, 'verify', 'tuesday'), null);
  assert.equal(newestTask(tasks, 'preflight')?.id, '5');
});
