import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TaskKind } from '../../../contract/api/task.ts';
import { taskRefusal } from './admission.ts';

const refused = (kind: TaskKind, running: TaskKind[], isOnAir = false) =>
  taskRefusal(kind, { isOnAir, running })?.code;

test('a broadcast on air is not disturbed', () => {
  const whileLive = (
    ['rehearse', 'deliver', 'preflight', 'verify', 'decode', 'export', 'import'] as const
  ).filter((kind) => refused(kind, [], true) === 'TASK_WHILE_LIVE');
  assert.deepEqual(whileLive, ['rehearse', 'deliver']);
});

test('one at a time takes the source, one at a time packages a recording', () => {
  assert.equal(refused('preflight', ['preflight']), 'TASK_RUNNING');
  assert.equal(refused('preflight', ['rehearse']), 'TASK_RUNNING');
  assert.equal(refused('rehearse', ['preflight']), 'TASK_RUNNING');
  assert.equal(refused('deliver', ['deliver']), 'TASK_RUNNING');
  assert.equal(refused('verify', ['verify', 'preflight']), undefined);
  assert.equal(refused('verify', Array<TaskKind>(6).fill('verify')), 'TASK_RUNNING');
});
