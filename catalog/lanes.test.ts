import assert from 'node:assert/strict';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import SqliteDatabase from 'better-sqlite3';
import { temporaryDirectory } from '../fixtures/temporary-directory.ts';
import { openCatalog } from './catalog.ts';
import { initialSchema } from './migrations/0001-initial.ts';
import { schemaVersion } from './migrations.ts';
import { addSegment, makeBroadcast, type TestBroadcast } from './testing/test-broadcast.ts';

type World = TestBroadcast & { readonly originId: number; readonly variantId: number };

function worldOf(t: TestContext, segments: number): World {
  const broadcast = makeBroadcast(temporaryDirectory(t));
  t.after(() => broadcast.catalog.close());
  const variantId = broadcast.variantIds[0] ?? 0;
  for (let i = 0; i < segments; i += 1) addSegment(broadcast, { variantId });
  return { ...broadcast, originId: broadcast.originIds[0] ?? 0, variantId };
}

function takeAll({ catalog, originId }: World): (string | undefined)[] {
  const taken: (string | undefined)[] = [];
  for (let row = catalog.uploads.takeNext(originId, 0); row; row = catalog.uploads.takeNext(originId, 0))
    taken.push(row.key.split('/').at(-1));
  return taken;
}

test('the backfill waits behind the edge, each lane in its order', (t) => {
  const world = worldOf(t, 6);
  world.catalog.lanes.backfillBefore(world.originId, world.variantId, 4);
  assert.deepEqual(takeAll(world), ['4.ts', '5.ts', '0.ts', '1.ts', '2.ts', '3.ts']);
});

test('what is in flight while the edge moves on returns to the backfill', (t) => {
  const world = worldOf(t, 3);
  world.catalog.uploads.takeNext(world.originId, 0);
  world.catalog.lanes.backfillBefore(world.originId, world.variantId, 2);
  world.catalog.uploads.returnAllInFlight();
  assert.deepEqual(takeAll(world), ['2.ts', '0.ts', '1.ts']);
});

test('what is left of another broadcast waits behind this one', (t) => {
  const world = worldOf(t, 2);
  world.catalog.lanes.backfillOthers(world.originId, world.broadcastId);
  world.catalog.lanes.backfillOthers(world.originId, world.broadcastId + 1);
  addSegment(world, { variantId: world.variantId });
  assert.deepEqual(takeAll(world), ['2.ts', '0.ts', '1.ts']);
});

test('lanes that are joined again are one queue in order', (t) => {
  const world = worldOf(t, 4);
  world.catalog.lanes.backfillBefore(world.originId, world.variantId, 3);
  world.catalog.lanes.joinLanes(world.originId, world.broadcastId);
  assert.deepEqual(takeAll(world), ['0.ts', '1.ts', '2.ts', '3.ts']);
});

test('the oldest pending file counts whatever its lane', (t) => {
  const world = worldOf(t, 2);
  const { catalog, originId, variantId, broadcastId } = world;
  const before = catalog.uploads.totals(broadcastId, originId).oldestPendingMs;
  catalog.lanes.backfillBefore(originId, variantId, 2);
  assert.equal(catalog.uploads.totals(broadcastId, originId).oldestPendingMs, before);
});

test('gaps of live playlists are kept with their place', (t) => {
  const { catalog, variantId, originId } = worldOf(t, 0);
  const ranges = [
    { firstSequence: 3, lastSequence: 7 },
    { firstSequence: 9, lastSequence: 9 },
  ];
  for (const _ of [0, 1]) catalog.liveGaps.add(variantId, originId, ranges);
  assert.deepEqual(catalog.liveGaps.list(variantId, originId, 7), ranges);
  assert.deepEqual(catalog.liveGaps.list(variantId, originId, 8), ranges.slice(1));
});

test('a catalog of the first schema goes on in complete order', (t) => {
  const path = join(temporaryDirectory(t), 'catalog.db');
  const old = new SqliteDatabase(path);
  old.exec(initialSchema);
  old.exec(`INSERT INTO broadcasts VALUES (1, 'show', 'capturing', 'ts', 2000, 2, '{}', 0, NULL);
    INSERT INTO origins VALUES (1, 'file:/nowhere', NULL); INSERT INTO destinations (broadcast_id, origin_id) VALUES (1, 1);
    PRAGMA user_version = 1`);
  old.close();
  const catalog = openCatalog(path);
  t.after(() => catalog.close());
  assert.ok(schemaVersion > 1);
  assert.equal(catalog.broadcasts.destinations(1)[0]?.deliveryOrder, 'complete');
  catalog.broadcasts.setDeliveryOrder(1, 'live-edge');
  assert.equal(catalog.broadcasts.destinations(1)[0]?.deliveryOrder, 'live-edge');
});
