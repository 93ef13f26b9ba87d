import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { openObjectStore } from '../../delivery/store/open-object-store.ts';
import { madeObject, putInto } from '../../delivery/store/testing/made-objects.ts';
import { mountSmallDisk, noSmallDisks } from '../testing/small-disk.ts';

test('a full disk is said, leaves nothing half-written, and takes objects again when there is room', {
  skip: noSmallDisks,
}, async (t) => {
  const disk = mountSmallDisk(t, 4);
  if (disk === undefined) return t.skip('no disk can be mounted here');
  const store = await openObjectStore({ directory: disk.path, log: () => undefined });
  const segment = madeObject('show/720p/00000001.ts', 600_000);
  disk.fillUntilFree(300_000);
  assert.equal((await putInto(store, segment)).kind, 'no-room');
  assert.deepEqual(readdirSync(join(disk.path, 'arriving')), []);
  disk.empty();
  assert.equal((await putInto(store, segment)).kind, 'stored');
});

test('an intermediate whose disk is full before it expects so makes room for what comes', {
  skip: noSmallDisks,
}, async (t) => {
  const disk = mountSmallDisk(t, 4);
  if (disk === undefined) return t.skip('no disk can be mounted here');
  const store = await openObjectStore({ directory: disk.path, keepBytes: 100_000_000, log: () => undefined });
  const old = madeObject('show/720p/00000001.ts', 3_000_000);
  const longAgo = { kind: 'newest', version: Date.now() - 3_600_000 } as const;
  assert.equal((await putInto(store, old, longAgo)).kind, 'stored');
  const segment = madeObject('show/720p/00000002.ts', 2_000_000);
  assert.equal((await putInto(store, segment)).kind, 'no-room');
  assert.equal((await putInto(store, segment)).kind, 'stored');
  assert.equal(store.head(old.key), undefined);
});
