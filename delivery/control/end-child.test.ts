import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { type TestContext, test } from 'node:test';
import { endChild, hasEnded } from './end-child.ts';

const onPosix = process.platform === 'win32' ? { skip: 'there SIGTERM ends whoever it is sent to' } : {};

async function startScript(t: TestContext, script: string): Promise<ChildProcess> {
  const child = spawn(process.execPath, ['-e', `${script};setInterval(() => {}, 1e6);console.log('ready')`], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  t.after(() => void child.kill('SIGKILL'));
  await once(child.stdout, 'data');
  return child;
}

test('a process that ends when it is asked to has its own way', onPosix, async (t) => {
  const child = await startScript(t, `process.on('SIGTERM', () => process.exit(7))`);
  assert.equal(hasEnded(child), false);
  await endChild(child);
  assert.deepEqual([child.exitCode, child.signalCode, hasEnded(child)], [7, null, true]);
  await endChild(child);
});

test('one that does not hear is ended', onPosix, async (t) => {
  const child = await startScript(t, `process.on('SIGTERM', () => {})`);
  await endChild(child);
  assert.deepEqual([child.exitCode, child.signalCode], [null, 'SIGKILL']);
});

test('one that never started has ended', async () => {
  const child = spawn('/no/such/program');
  child.on('error', () => undefined);
  await endChild(child);
  assert.equal(hasEnded(child), true);
});
