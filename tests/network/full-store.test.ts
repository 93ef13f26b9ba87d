import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { openObjectStore } from '../../delivery/store/open-object-store.ts';
import { madeObject, putInto } from '../../delivery/store/testing/made-objects.ts';
import { makeNodeWorld, publish } from '../../delivery/transfer/testing/node-world.ts';
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

test('an encoder is told that the disk is full, on the connection that it sends on, and can go on when there is room', {
  skip: noSmallDisks,
}, async (t) => {
  const disk = mountSmallDisk(t, 16);
  if (disk === undefined) return t.skip('no disk can be mounted here');
  const world = await makeNodeWorld(t);
  const main = await world.start('main-1', 'main', { storeDirectory: disk.path });
  const token = await world.network.publishToken('show');
  const segment = madeObject('show/720p/00000001.ts', 8_000_000);
  disk.fillUntilFree(500_000);
  const refused = await publish(main, token, segment);
  assert.equal(refused.status, 507);
  assert.equal(Object(refused.json()).code, 'NODE_FULL');
  disk.empty();
  assert.equal((await publish(main, token, segment)).status, 201);
});
