import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type { EngineEvent } from '../../contract/engine-events.ts';
import { temporaryDirectory } from '../../fixtures/temporary-directory.ts';
import { DiskGuard } from './disk-guard.ts';
import { ReserveFile } from './reserve-file.ts';

const withCode = (code: string) => Object.assign(new Error(code), { code });

function guardOf(t: TestContext, root: string, reserveMegabytes: number) {
  const levels: string[] = [];
  const guard = new DiskGuard({
    root,
    reserveFile: new ReserveFile(root),
    reserveMegabytes,
    bytesPerSecond: () => undefined,
    listener: (event: EngineEvent) =>
      event.type === 'disk' && levels.push(`${event.level} ${event.code ?? ''}`.trim()),
  });
  t.after(() => guard.stop());
  return { guard, levels };
}

test('a write that the disk refused stops capture, and one that works lets it go on', async (t) => {
  const { guard, levels } = guardOf(t, temporaryDirectory(t), 0);
  let pauses = 0;
  guard.onPause(() => {
    pauses += 1;
  });
  await guard.look();
  for (const code of ['EROFS', 'EIO', 'EDQUOT']) {
    assert.ok(guard.report(withCode(code)));
    assert.ok(!guard.mayCapture);
    await guard.look();
    assert.ok(guard.mayCapture);
  }
  assert.equal(guard.report(withCode('EACCES')), false);
  assert.equal(pauses, 3);
  assert.deepEqual(levels, [
    'unwritable DISK_READ_ONLY',
    'roomy',
    'unwritable DISK_FAILING',
    'roomy',
    'full DISK_FULL',
    'roomy',
  ]);
});

test('a disk that fails and is then read-only is said to be both, and each once', async (t) => {
  const { guard, levels } = guardOf(t, temporaryDirectory(t), 0);
  await guard.look();
  for (const code of ['EIO', 'EIO', 'EROFS', 'EIO', 'EROFS']) guard.report(withCode(code));
  await guard.look();
  guard.report(withCode('EIO'));
  assert.deepEqual(levels, [
    'unwritable DISK_FAILING',
    'unwritable DISK_READ_ONLY',
    'roomy',
    'unwritable DISK_FAILING',
  ]);
});

test('whoever waits for room goes on with it, or when it is called off', async (t) => {
  const { guard } = guardOf(t, temporaryDirectory(t), 0);
  await guard.look();
  guard.report(withCode('ENOSPC'));
  const calledOff = new AbortController();
  const waits = [guard.whenRoom(calledOff.signal), guard.whenRoom(new AbortController().signal)];
  calledOff.abort();
  await waits[0];
  assert.ok(!guard.mayCapture);
  await guard.look();
  await waits[1];
  assert.ok(guard.mayCapture);
});

test('work that the disk refuses is done again until it is done, other failures are passed on', async (t) => {
  const { guard } = guardOf(t, temporaryDirectory(t), 0);
  const failures = [withCode('SQLITE_FULL')];
  const work = () => {
    const failure = failures.shift();
    if (failure !== undefined) throw failure;
    return 'done';
  };
  assert.equal(await guard.persist(work), 'done');
  failures.push(withCode('EACCES'));
  await assert.rejects(guard.persist(work), { code: 'EACCES' });
  failures.push(withCode('ENOSPC'));
  const waiting = guard.persist(work);
  guard.stop();
  assert.equal(await waiting, undefined, 'the engine has ended');
});
