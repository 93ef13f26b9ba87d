import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { test } from 'node:test';
import { DiskGuard } from '../../engine/disk/disk-guard.ts';
import { ReserveFile, reservePath } from '../../engine/disk/reserve-file.ts';
import { mountSmallDisk, noSmallDisks } from '../testing/small-disk.ts';

test('a part of the reserve is held by a file, and given back on a disk that others fill', {
  skip: noSmallDisks,
}, async (t) => {
  const disk = mountSmallDisk(t, 32);
  if (disk === undefined) return t.skip('no disk can be mounted here');
  const levels: string[] = [];
  const guard = new DiskGuard({
    root: disk.path,
    reserveFile: new ReserveFile(disk.path),
    reserveMegabytes: 8,
    bytesPerSecond: () => undefined,
    listener: (event) => event.type === 'disk' && levels.push(event.level),
  });
  await guard.look();
  await guard.look();
  assert.ok(existsSync(reservePath(disk.path)));
  const free = disk.freeBytes();
  disk.fillUntilFree(0);
  await guard.look();
  await guard.look();
  assert.ok(!existsSync(reservePath(disk.path)));
  assert.ok(disk.freeBytes() >= 2_000_000 && !guard.mayCapture);
  disk.empty();
  await guard.look();
  await guard.look();
  assert.ok(guard.mayCapture && Math.abs(disk.freeBytes() - free) < 100_000);
  assert.deepEqual(levels, ['full', 'roomy']);
});
