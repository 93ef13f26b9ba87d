import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import SqliteDatabase from 'better-sqlite3';
import { temporaryDirectory } from '../fixtures/temporary-directory.ts';
import { initialSchema } from './migrations/0001-initial.ts';
import { openDatabase } from './open-database.ts';
import { addFile, addSegment, makeBroadcast, sha256, type TestBroadcast } from './testing/test-broadcast.ts';

type World = TestBroadcast & { readonly variantId: number; readonly a: number; readonly b: number };

function worldOf(t: TestContext): World {
  const broadcast = makeBroadcast(temporaryDirectory(t), { originUrls: ['file:/a', 'file:/b'] });
  t.after(() => broadcast.catalog.close());
  const [a = 0, b = 0] = broadcast.originIds;
  return { ...broadcast, variantId: broadcast.variantIds[0] ?? 0, a, b };
}

const proof = { type: 'verified', proof: 'sha256-attested', atMs: 1 } as const;

/** Everything that an origin still lacks is verified there. */
function verifyAllAt({ catalog }: World, originId: number): void {
  for (let next = catalog.uploads.takeNext(originId, 0); next; next = catalog.uploads.takeNext(originId, 0))
    for (const event of [{ type: 'stored' }, proof] as const)
      assert.ok(catalog.uploads.apply(next.id, event));
}

function addPlaylist({ catalog, broadcastId, variantId }: World, originId: number): void {
  const path = `broadcasts/show/playlists/${originId}/1.m3u8`;
  const fileId = catalog.media.insertFile({
    broadcastId,
    kind: 'media-playlist',
    variantId,
    path,
    key: 'show/720p/index.m3u8',
    version: 1,
    firstSequence: 0,
    sizeBytes: 1,
    sha256: sha256(path),
    createdAtMs: 0,
  });
  catalog.uploads.insert({ fileId, originId, kind: 'media-playlist' });
}

const removable = ({ catalog }: World) => catalog.kept.list(0, 10).map((file) => file.removable);

test('a segment is needed until every origin has it, its initialization section, and a playlist', (t) => {
  const world = worldOf(t);
  const { variantId } = world;
  const initFileId = addFile(world, {
    kind: 'init',
    variantId,
    name: 'init.mp4',
    bytes: Buffer.from('init'),
  });
  addSegment(world, { variantId, initFileId });
  for (const origin of [world.a, world.b]) verifyAllAt(world, origin);
  assert.deepEqual(removable(world), [0], 'no playlist names it');
  for (const origin of [world.a, world.b]) addPlaylist(world, origin);
  verifyAllAt(world, world.a);
  assert.deepEqual(removable(world), [0], 'one origin has no playlist');
  verifyAllAt(world, world.b);
  assert.deepEqual(removable(world), [1]);
  addSegment(world, { variantId, initFileId });
  verifyAllAt(world, world.a);
  assert.deepEqual(removable(world), [1, 0], 'one origin does not have it');
  const other = addFile(world, { kind: 'init', variantId, name: 'new.mp4', bytes: Buffer.from('new') });
  addSegment(world, { variantId, initFileId: other });
  verifyAllAt(world, world.b);
  assert.deepEqual(removable(world), [1, 1, 0]);
});

test('a new origin needs everything again, and what is gone already is lost for it', (t) => {
  const world = worldOf(t);
  const { catalog, broadcastId, variantId } = world;
  const [first = 0] = [addSegment(world, { variantId }), addSegment(world, { variantId })];
  for (const origin of [world.a, world.b]) addPlaylist(world, origin);
  for (const origin of [world.a, world.b]) verifyAllAt(world, origin);
  catalog.durably(() => catalog.kept.beginRemoval([first]));
  catalog.broadcasts.addDestinations(broadcastId, { originUrls: ['file:/late'] });
  const late = catalog.broadcasts.destinations(broadcastId).at(-1)?.id ?? 0;
  assert.equal(catalog.uploads.queueMissing(broadcastId, late), 1);
  assert.deepEqual(removable(world), [0], 'the other one');
  const timeline = catalog.media.timeline(variantId, late, 0);
  assert.deepEqual(
    timeline.map((row) => row.gapReason === null),
    [false, true],
  );
  assert.deepEqual(
    catalog.media.timeline(variantId, world.a, 0).map((row) => row.available),
    [1, 1],
    'nothing changes where they are',
  );
  assert.equal(catalog.uploads.totals(broadcastId, late).lostFiles, 1);
});

test('what is removed counts no more, and stays noted until it is gone from the disk', (t) => {
  const world = worldOf(t);
  const { catalog, variantId } = world;
  const bytes = Buffer.alloc(100);
  const [first = 0] = [
    addSegment(world, { variantId, bytes }),
    addSegment(world, { variantId, bytes: Buffer.alloc(30) }),
  ];
  assert.equal(catalog.kept.totalBytes(), 130);
  assert.equal(catalog.kept.removableBytes(), 0);
  verifyAllAt(world, world.a);
  assert.equal(catalog.kept.removableBytes(), 0, 'the slower origin lacks them');
  verifyAllAt(world, world.b);
  assert.equal(catalog.kept.removableBytes(), 130);
  catalog.durably(() => catalog.kept.beginRemoval([first]));
  assert.equal(catalog.kept.totalBytes(), 30);
  assert.deepEqual(
    catalog.kept.unfinishedRemovals().map(({ id }) => id),
    [first],
  );
  catalog.kept.endRemoval(first);
  assert.deepEqual(catalog.kept.unfinishedRemovals(), []);
});

test('a catalog of the first version gets what retention needs', (t) => {
  const path = `${temporaryDirectory(t)}/catalog.db`;
  const old = new SqliteDatabase(path);
  old.exec(initialSchema);
  old.pragma('user_version = 1');
  old.close();
  const db = openDatabase(path);
  t.after(() => db.close());
  assert.deepEqual(db.prepare('SELECT * FROM removals').all(), []);
});
