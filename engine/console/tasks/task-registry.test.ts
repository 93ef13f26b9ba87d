import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Task } from '../../../contract/api/task.ts';
import { SurecastError } from '../../../contract/surecast-error.ts';
import { TaskRegistry, type TaskWork } from './task-registry.ts';

/** A registry, and a wait for a task to come to an end. */
function registry(keptTasks?: number) {
  const news: Task[] = [];
  const waiting = new Set<() => void>();
  const tasks = new TaskRegistry({
    ...(keptTasks && { keptTasks }),
    onChange: (task) => {
      news.push(task);
      for (const look of waiting) look();
    },
  });
  const ended = (id: string) =>
    new Promise<Task>((resolve) => {
      const look = () => {
        const found = news.find((task) => task.id === id && task.state !== 'running');
        if (found !== undefined) resolve(found);
      };
      waiting.add(look);
      look();
    });
  return { tasks, news, ended };
}

const untilCancelled: TaskWork = ({ signal }) =>
  new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('stopped'))));

test('a task tells of its beginning, its progress and its result', async () => {
  const { tasks, news, ended } = registry();
  const { id } = tasks.start('verify', [], async ({ onProgress }) => {
    for (const progress of [0.001, 0.5, 0.5001, 0.4, 0.9]) onProgress(progress);
    return { ok: true };
  });
  const done = await ended(id);
  assert.deepEqual([done.state, done.result, done.error], ['done', { ok: true }, null]);
  assert.deepEqual(
    news.map(({ progress }) => progress),
    [null, 0.5, 0.9, 1],
    'steps of less than a hundredth are no news, and it never goes back',
  );
});

test('a task that fails has a code and a cure', async () => {
  const { tasks, ended } = registry();
  const { id } = tasks.start('export', [], async () => {
    throw new SurecastError('EXPORT_UNWRITABLE', 'The folder can’t be written.');
  });
  const failed = await ended(id);
  assert.equal(failed.state, 'failed');
  assert.equal(failed.error?.code, 'EXPORT_UNWRITABLE');
  assert.ok(failed.error?.cure);
});

test('a cancelled task ends when it has let go, and others go on', async () => {
  const { tasks, ended } = registry();
  const cancelled = tasks.start('rehearse', [], untilCancelled);
  const other = tasks.start('verify', [], untilCancelled);
  tasks.cancel(cancelled.id);
  assert.equal((await ended(cancelled.id)).state, 'cancelled');
  assert.deepEqual(tasks.running(), ['verify']);
  await tasks.end();
  assert.equal((await ended(other.id)).state, 'cancelled');
  assert.throws(() => tasks.cancel('nothing'), { code: 'TASK_UNKNOWN' });
});

test('those of a kind can be ended, for a broadcast that needs what they hold', async () => {
  const { tasks } = registry();
  tasks.start('rehearse', [], untilCancelled);
  tasks.start('verify', [], untilCancelled);
  await tasks.end(['rehearse', 'preflight']);
  assert.deepEqual(tasks.running(), ['verify']);
  await tasks.end();
});

test('what has ended is forgotten after a while, what runs never', async () => {
  const { tasks, ended } = registry(2);
  const running = tasks.start('verify', [], untilCancelled);
  const ids: string[] = [];
  for (let i = 0; i < 5; i += 1) {
    const { id } = tasks.start('import', [], async () => i);
    await ended(id);
    ids.push(id);
  }
  await new Promise(setImmediate);
  assert.deepEqual(
    tasks.list().map(({ id }) => id),
    [running.id, ...ids.slice(-2)],
  );
  await tasks.end();
});
