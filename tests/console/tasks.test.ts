import assert from 'node:assert/strict';
import { it } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { type Task, type TaskKind, taskKinds } from '../../contract/api/task.ts';
import { type ConsoleProcess, startConsole } from '../testing/console-process.ts';
import { createWorkplace } from '../testing/workplace.ts';

const lookAgainMs = 100;

async function ended(console: ConsoleProcess, id: string): Promise<Task> {
  for (;;) {
    const task = (await console.call('tasks')).find((each) => each.id === id);
    if (task !== undefined && task.state !== 'running') return task;
    await new Promise((resolve) => setTimeout(resolve, lookAgainMs));
  }
}

async function resultOf(console: ConsoleProcess, kind: TaskKind, input: object): Promise<unknown> {
  const { id, broadcasts } = await console.call('startTask', { kind, input });
  assert.deepEqual(broadcasts, 'broadcast' in input ? [input.broadcast] : []);
  const task = await ended(console, id);
  assert.equal(task.state, 'done', JSON.stringify(task.error));
  return taskKinds[kind].result.parse(task.result);
}

it('what takes long is a task: checks, verification, decoding, a rehearsal that is cancelled', async (t) => {
  const place = await createWorkplace(t);
  const console = await startConsole(place);
  await console.call('goLive', { broadcast: 'show' });
  await console.until(({ broadcast }) => (broadcast?.variants[0]?.segments ?? 0) >= 2);
  await console.call('stop');
  await console.until(({ session }) => session.state === 'idle');

  const verified = taskKinds.verify.result.parse(
    await resultOf(console, 'verify', { broadcast: 'show', deep: true }),
  );
  assert.deepEqual([verified.ok, verified.origins[0]?.receipt], [true, 'valid']);
  const playlist = `${place.data}/origin/show/index.m3u8`;
  const decoded = taskKinds.decode.result.parse(await resultOf(console, 'decode', { playlist }));
  assert.equal(decoded.ok, true);

  assert.ok(!(await bundleHas(console, 'surecast-support/doctor.json')));
  const checked = taskKinds.preflight.result.parse(await resultOf(console, 'preflight', {}));
  assert.ok(checked.checks.some(({ name, status }) => name === 'ffmpeg' && status === 'ok'));
  assert.ok(await bundleHas(console, 'surecast-support/doctor.json'));

  const { id } = await console.call('startTask', { kind: 'rehearse', input: { seconds: 30 } });
  const response = await console.send({
    method: 'DELETE',
    path: `/api/tasks/${id}`,
    headers: { authorization: `Bearer ${console.token}` },
  });
  assert.equal(response.status, 200, response.body);
  assert.equal((await ended(console, id)).state, 'cancelled');

  console.program.signal('SIGTERM');
  const { status, stdout, stderr } = await console.program.ended;
  assert.equal(status, 0, stdout + stderr);
});

async function bundleHas({ url, token }: ConsoleProcess, part: string): Promise<boolean> {
  const answer = await fetch(new URL('/api/support-bundle', url), {
    headers: { authorization: `Bearer ${token}` },
  });
  return gunzipSync(Buffer.from(await answer.arrayBuffer())).includes(part);
}
