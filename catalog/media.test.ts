import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { temporaryDirectory } from '../fixtures/temporary-directory.ts';
import {
  addFile,
  addRun,
  addSegment,
  makeBroadcast,
  segmentTicks,
  type TestBroadcast,
} from './testing/test-broadcast.ts';

const error = { code: 'FILE_CHANGED', message: 'gone' } as const;

type World = TestBroadcast & { readonly variantId: number; readonly a: number; readonly b: number };

function worldOf(t: TestContext): World {
  const broadcast = makeBroadcast(temporaryDirectory(t), { originUrls: ['file:/a', 'file:/b'] });
  t.after(() => broadcast.catalog.close());
  const [a = 0, b = 0] = broadcast.originIds;
  return { ...broadcast, variantId: broadcast.variantIds[0] ?? 0, a, b };
}

/** The upload of a file to an origin. */
function uploadOf(world: World, fileId: number | undefined, originId: number): number {
  for (let id = 1; ; id += 1) {
    const row = world.catalog.uploads.byId(id);
    assert.ok(row !== undefined, `no upload of file ${fileId}`);
    if (row.fileId === fileId && row.originId === originId) return id;
  }
}

function verify(world: World, fileId: number | undefined, originId: number): void {
  const id = uploadOf(world, fileId, originId);
  const proof = { type: 'verified', proof: 'sha256-attested', atMs: 1 } as const;
  for (const event of [{ type: 'taken' }, { type: 'stored' }, proof] as const)
    assert.ok(world.catalog.uploads.apply(id, event));
}

function lose(world: World, fileId: number | undefined, originId: number): void {
  assert.ok(world.catalog.uploads.apply(uploadOf(world, fileId, originId), { type: 'lost', error }));
}

const available = (world: World, originId: number) =>
  world.catalog.media.timeline(world.variantId, originId, 0).map((row) => row.available);
const keys = (world: World, originId: number) =>
  world.catalog.media
    .timeline(world.variantId, originId, 0)
    .map((row) => row.key?.split('/').at(-1) ?? 'gap');

test('a segment is available where it is verified, a gap everywhere', (t) => {
  const world = worldOf(t);
  const first = addSegment(world, { variantId: world.variantId });
  addSegment(world, { variantId: world.variantId, gap: true });
  verify(world, first, world.a);
  assert.deepEqual(
    [available(world, world.a), available(world, world.b)],
    [
      [1, 1],
      [0, 1],
    ],
  );
});

test('a segment is available only with its initialization section', (t) => {
  const world = worldOf(t);
  const { variantId, a } = world;
  const initFileId = addFile(world, {
    kind: 'init',
    variantId,
    name: 'init.mp4',
    bytes: Buffer.from('init'),
  });
  const segment = addSegment(world, { variantId, initFileId });
  addSegment(world, { variantId, initFileId, gap: true });
  verify(world, segment, a);
  assert.deepEqual(available(world, a), [0, 1]);
  verify(world, initFileId, a);
  assert.deepEqual(available(world, a), [1, 1]);
});

test('what is lost on its way to one origin is a gap there, and only there', (t) => {
  const world = worldOf(t);
  const { variantId, a, b, catalog } = world;
  const segment = addSegment(world, { variantId });
  verify(world, segment, a);
  lose(world, segment, b);
  catalog.media.makeGap(segment ?? 0, 'gone');
  assert.deepEqual([keys(world, a), keys(world, b)], [['0.ts'], ['gap']]);
  assert.deepEqual([available(world, a), available(world, b)], [[1], [1]]);
  assert.equal(catalog.media.timeline(variantId, b, 0)[0]?.gapReason, 'gone');
  const gaps = [a, b, undefined].map((origin) => catalog.media.counts(world.broadcastId, origin)[0]?.gaps);
  assert.deepEqual(gaps, [0, 1, 0]);
});

test('what is lost for every origin is a gap for good', (t) => {
  const world = worldOf(t);
  const segment = addSegment(world, { variantId: world.variantId });
  lose(world, segment, world.a);
  world.catalog.media.makeGap(segment ?? 0, 'gone');
  assert.equal(world.catalog.media.lastSegment(world.variantId)?.fileId, segment);
  lose(world, segment, world.b);
  world.catalog.media.makeGap(segment ?? 0, 'gone');
  const last = world.catalog.media.lastSegment(world.variantId);
  assert.deepEqual([last?.fileId, last?.gapReason], [null, 'gone']);
  const [counts] = world.catalog.media.counts(world.broadcastId);
  assert.deepEqual([counts?.segments, counts?.gaps, counts?.ticks], [0, 1, segmentTicks]);
});

test('without its initialization section a segment is a gap, and holds nothing up', (t) => {
  const world = worldOf(t);
  const { variantId, a } = world;
  const initFileId = addFile(world, {
    kind: 'init',
    variantId,
    name: 'init.mp4',
    bytes: Buffer.from('init'),
  });
  const segment = addSegment(world, { variantId, initFileId });
  verify(world, segment, a);
  lose(world, initFileId, a);
  assert.deepEqual([available(world, a), keys(world, a)], [[1], ['gap']]);
  assert.equal(world.catalog.media.timeline(variantId, a, 0)[0]?.initKey, null);
});

test('the timeline is read from any place on, and as much as is asked for', (t) => {
  const world = worldOf(t);
  for (let i = 0; i < 6; i += 1) addSegment(world, { variantId: world.variantId });
  const rows = world.catalog.media.timeline(world.variantId, world.a, 2, 3);
  assert.deepEqual(
    rows.map((row) => row.sequence),
    [2, 3, 4],
  );
});

test('discontinuities are counted up to and with a segment, but for the very first', (t) => {
  const world = worldOf(t);
  const { variantId, catalog, broadcastId } = world;
  for (const run of [1, 1, 2, 2, 3]) {
    const runId =
      run === 1
        ? world.runId
        : (catalog.runs.list(broadcastId)[run - 1]?.id ?? addRun(catalog, broadcastId, run));
    addSegment(world, { variantId, runId });
  }
  assert.deepEqual(
    [0, 1, 2, 3, 4].map((sequence) => catalog.media.discontinuitiesUpTo(variantId, sequence)),
    [0, 0, 1, 1, 2],
  );
});

test('rates are those of the segments, and none before the first', (t) => {
  const world = worldOf(t);
  const { variantId, catalog } = world;
  assert.equal(catalog.media.rates(variantId), undefined);
  addSegment(world, { variantId, bytes: Buffer.alloc(1000) });
  addSegment(world, { variantId, gap: true });
  addSegment(world, { variantId, bytes: Buffer.alloc(3000) });
  assert.deepEqual(catalog.media.rates(variantId), { peak: 12_000, average: 8_000 });
  assert.equal(catalog.media.captured(world.broadcastId), 3 * segmentTicks);
});

test('two files never have one path, and no segment is entered twice', (t) => {
  const world = worldOf(t);
  const { variantId } = world;
  const file = { kind: 'segment', variantId, name: 'x.ts', bytes: Buffer.from('x') } as const;
  addFile(world, file);
  assert.throws(() => addFile(world, file), { code: 'SQLITE_CONSTRAINT_UNIQUE' });
  addSegment(world, { variantId });
  const row = world.catalog.media.lastSegment(variantId);
  assert.ok(row !== undefined);
  assert.throws(() => world.catalog.media.insertSegment(row), { code: /SQLITE_CONSTRAINT/ });
});
