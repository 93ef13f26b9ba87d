import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { fc } from '../fixtures/property-testing.ts';
import { temporaryDirectory } from '../fixtures/temporary-directory.ts';
import { addFile, addSegment, makeBroadcast, sha256, type TestBroadcast } from './testing/test-broadcast.ts';
import { isPending, nextUploadState, type UploadEvent, uploadStates } from './upload-transition.ts';

const error = { code: 'ORIGIN_UNSTABLE', message: 'reset' } as const;
const verified = { type: 'verified', proof: 'sha256-read-back', atMs: 5 } as const;

type World = TestBroadcast & { readonly originId: number; readonly variantId: number };

function worldOf(t: TestContext, originUrls?: string[]): World {
  const root = temporaryDirectory(t);
  const broadcast = makeBroadcast(root, originUrls === undefined ? {} : { originUrls });
  t.after(() => broadcast.catalog.close());
  return { ...broadcast, originId: broadcast.originIds[0] ?? 0, variantId: broadcast.variantIds[0] ?? 0 };
}

function verify(world: World, id: number): void {
  for (const event of [{ type: 'taken' }, { type: 'stored' }, verified] as const)
    assert.ok(world.catalog.uploads.apply(id, event));
}

function addPlaylist(world: World, version: number): number {
  const { catalog, broadcastId, originId, variantId } = world;
  const text = `playlist ${version}`;
  const fileId = catalog.media.insertFile({
    broadcastId,
    kind: 'media-playlist',
    variantId,
    path: `playlists/${version}`,
    key: 'show/720p/index.m3u8',
    version,
    firstSequence: 0,
    sizeBytes: text.length,
    sha256: sha256(text),
    createdAtMs: version,
  });
  return catalog.uploads.insert({ fileId, originId, kind: 'media-playlist' });
}

test('playlists go first, then initialization sections, then segments in the order of their entry', (t) => {
  const world = worldOf(t);
  const { catalog, variantId, originId } = world;
  addSegment(world, { variantId });
  addSegment(world, { variantId });
  addFile(world, { kind: 'init', variantId, name: 'init.mp4', bytes: Buffer.from('init') });
  addPlaylist(world, 1);
  const kinds = Array.from({ length: 5 }, () => catalog.uploads.takeNext(originId, 0)).map((row) =>
    row?.key.split('/').at(-1),
  );
  assert.deepEqual(kinds, ['index.m3u8', 'init.mp4', '0.ts', '1.ts', undefined]);
});

test('an upload is taken when it is due, a blocked one only behind all that is queued', (t) => {
  const world = worldOf(t);
  const { uploads } = world.catalog;
  const take = (nowMs: number) => uploads.takeNext(world.originId, nowMs)?.id;
  for (let i = 0; i < 3; i += 1) addSegment(world, { variantId: world.variantId });
  assert.deepEqual([take(0), take(0)], [1, 2]);
  uploads.apply(1, { type: 'blocked', error, notBeforeMs: 100 });
  uploads.apply(2, { type: 'failed', error, notBeforeMs: 200 });
  assert.equal(uploads.nextDueMs(world.originId), 0);
  assert.deepEqual([take(0), take(50), take(150), take(150), take(200)], [3, undefined, 1, undefined, 2]);
  assert.equal(uploads.byId(1)?.attempts, 2);
  assert.equal(uploads.nextDueMs(world.originId), undefined);
});

test('each origin has a queue of its own', (t) => {
  const world = worldOf(t, ['file:/a', 'file:/b']);
  addSegment(world, { variantId: world.variantId });
  const [a = 0, b = 0] = world.originIds;
  const taken = [a, a, b].map((origin) => world.catalog.uploads.takeNext(origin, 0)?.originId);
  assert.deepEqual(taken, [a, undefined, b]);
  world.catalog.uploads.apply(1, { type: 'blocked', error, notBeforeMs: 0 });
  assert.equal(world.catalog.uploads.cureAll(b), 0);
  assert.equal(world.catalog.uploads.cureAll(a), 1);
});

const eventOf: Record<UploadEvent['type'], UploadEvent> = {
  taken: { type: 'taken' },
  stored: { type: 'stored' },
  verified,
  failed: { type: 'failed', error, notBeforeMs: 7.5 },
  blocked: { type: 'blocked', error, notBeforeMs: 7.5 },
  cured: { type: 'cured' },
  returned: { type: 'returned' },
  unanswered: { type: 'unanswered' },
  superseded: { type: 'superseded' },
  lost: { type: 'lost', error },
};

test('the catalog follows the transition function and keeps its counts, whatever is asked of it', (t) => {
  const world = worldOf(t);
  const { uploads } = world.catalog;
  const ends = { pending: 0, verified: 0, lost: 0, superseded: 0 };
  const types = fc.constantFrom(...Object.values(eventOf));
  fc.assert(
    fc.property(fc.array(types, { maxLength: 20 }), (events) => {
      const fileId = addSegment(world, { variantId: world.variantId }) ?? 0;
      const id = fileId; // one upload a file here
      let state = uploadStates[0] as (typeof uploadStates)[number];
      for (const event of events) {
        const next = nextUploadState(state, event.type);
        assert.equal(uploads.apply(id, event), next !== undefined);
        state = next ?? state;
        assert.equal(uploads.byId(id)?.state, state);
      }
      ends[state === 'verified' || state === 'lost' || state === 'superseded' ? state : 'pending'] += 1;
      const totals = uploads.totals(world.broadcastId, world.originId);
      assert.deepEqual(
        [totals.pendingFiles, totals.verifiedFiles, totals.verifiedSegments, totals.lostFiles],
        [ends.pending, ends.verified, ends.verified, ends.lost],
      );
    }),
    { numRuns: 60 },
  );
});

test('what was in flight when the program died is queued again, and the blocked stays blocked', (t) => {
  const world = worldOf(t);
  const { uploads } = world.catalog;
  for (let i = 0; i < 4; i += 1) addSegment(world, { variantId: world.variantId });
  for (const id of [1, 2, 3]) uploads.apply(id, { type: 'taken' });
  uploads.apply(2, { type: 'stored' });
  uploads.apply(3, { type: 'blocked', error, notBeforeMs: 0 });
  assert.equal(uploads.returnAllInFlight(), 2);
  assert.deepEqual(
    [1, 2, 3, 4].map((id) => uploads.byId(id)?.state),
    ['queued', 'queued', 'blocked', 'queued'],
  );
  assert.deepEqual(uploads.currentError(world.broadcastId, world.originId), error);
  assert.equal(uploads.currentError(world.broadcastId + 1, world.originId), undefined);
});

test('a blocked upload counts as blocked, and says why, also while it is tried again and when that is given up', (t) => {
  const world = worldOf(t);
  const { uploads } = world.catalog;
  addSegment(world, { variantId: world.variantId });
  const seen = () => ({
    state: uploads.byId(1)?.state,
    blockedFiles: uploads.totals(world.broadcastId, world.originId).blockedFiles,
    error: uploads.currentError(world.broadcastId, world.originId),
  });
  uploads.apply(1, { type: 'taken' });
  assert.deepEqual(seen(), { state: 'sending', blockedFiles: 0, error: undefined });
  uploads.apply(1, { type: 'blocked', error, notBeforeMs: 0 });
  assert.equal(uploads.takeNext(world.originId, Date.now())?.id, 1);
  assert.deepEqual(seen(), { state: 'sending', blockedFiles: 1, error });
  uploads.giveBack(1);
  assert.deepEqual(seen(), { state: 'blocked', blockedFiles: 1, error });
  uploads.apply(1, { type: 'taken' });
  uploads.returnAllInFlight();
  assert.deepEqual(seen(), { state: 'blocked', blockedFiles: 1, error });
  uploads.apply(1, { type: 'taken' });
  uploads.apply(1, { type: 'stored' });
  assert.deepEqual(seen(), { state: 'stored', blockedFiles: 0, error: undefined });
});

test('totals count what is left and what is done', (t) => {
  const world = worldOf(t);
  const { uploads } = world.catalog;
  for (let i = 0; i < 5; i += 1)
    addSegment(world, { variantId: world.variantId, bytes: Buffer.alloc(10 + i) });
  verify(world, 1);
  uploads.apply(2, { type: 'taken' });
  uploads.apply(3, { type: 'taken' });
  uploads.apply(3, { type: 'blocked', error, notBeforeMs: 0 });
  uploads.apply(4, { type: 'lost', error });
  const totals = uploads.totals(world.broadcastId, world.originId);
  assert.deepEqual(
    [
      totals.pendingFiles,
      totals.pendingBytes,
      totals.blockedFiles,
      totals.verifiedFiles,
      totals.verifiedBytes,
      totals.lostFiles,
    ],
    [3, 11 + 12 + 14, 1, 1, 10, 1],
  );
  assert.ok(totals.oldestPendingMs !== null);
  assert.equal(uploads.hasPendingMedia(world.broadcastId, world.originId), true);
  assert.equal(
    uploads.pendingSegments(0, uploads.lastId()).length + uploads.pendingBesidesSegments().length,
    3,
  );
});

test('an origin that is added later gets every media file once, and no playlist', (t) => {
  const world = worldOf(t);
  const { catalog, broadcastId } = world;
  for (let i = 0; i < 3; i += 1) addSegment(world, { variantId: world.variantId });
  addSegment(world, { variantId: world.variantId, gap: true });
  addPlaylist(world, 1);
  catalog.broadcasts.addDestinations(broadcastId, { originUrls: ['file:/late'] });
  const late = catalog.broadcasts.destinations(broadcastId).at(-1)?.id ?? 0;
  for (const _ of [0, 1]) catalog.uploads.queueMissing(broadcastId, late);
  assert.equal(catalog.uploads.totals(broadcastId, late).pendingFiles, 3);
});

test('of a playlist the receipt has the newest verified version alone', (t) => {
  const world = worldOf(t);
  const { uploads } = world.catalog;
  addSegment(world, { variantId: world.variantId });
  verify(world, 1);
  for (const version of [1, 2, 3]) addPlaylist(world, version);
  verify(world, 3);
  verify(world, 2);
  const objects = uploads.verifiedObjects(world.broadcastId, world.originId);
  assert.deepEqual(
    objects.map(({ key, sha256: hash }) => [key, hash]),
    [
      [`show/${world.variantId}/0.ts`, sha256(`segment ${world.variantId}/0`)],
      ['show/720p/index.m3u8', sha256('playlist 2')],
    ],
  );
});

test('a broadcast that captured nothing is taken back whole', (t) => {
  const world = worldOf(t);
  const { catalog, variantId, runId } = world;
  const initFileId = addFile(world, {
    kind: 'init',
    variantId,
    name: 'init.mp4',
    bytes: Buffer.from('init'),
  });
  const cursor = {
    fileIndex: 0,
    fileOffset: 9,
    previousEndPts: null,
    gridOriginPts: null,
    clockUnixMs: null,
    clockPts: null,
  };
  catalog.runs.saveCursor(runId, variantId, { ...cursor, initFileId });
  catalog.transaction(() => catalog.broadcasts.removeEmpty(world.broadcastId));
  assert.equal(catalog.broadcasts.byName('show'), undefined);
  assert.equal(catalog.uploads.takeNext(world.originId, 0), undefined);
});

test('the next upload is found quickly among many', (t) => {
  const world = worldOf(t);
  const { catalog, originId, variantId } = world;
  const count = 20_000;
  catalog.transaction(() => {
    for (let i = 0; i < count; i += 1) {
      const name = `${i}.ts`;
      addFile(world, { kind: 'segment', variantId, name, bytes: Buffer.from(name) });
    }
  });
  const took = Array.from({ length: 1000 }, () => {
    const before = performance.now();
    const row = catalog.transaction(() => catalog.uploads.takeNext(originId, 0));
    assert.ok(row !== undefined && isPending(row.state));
    return performance.now() - before;
  }).sort((a, b) => a - b);
  t.diagnostic(
    `takeNext among ${count}: median ${took[500]?.toFixed(3)} ms, p99 ${took[990]?.toFixed(3)} ms`,
  );
});

test('segments that are lost, or whose initialization section is, are counted once; what retention removed is not', (t) => {
  const world = worldOf(t);
  const { uploads } = world.catalog;
  const { variantId, broadcastId, originId } = world;
  const initFileId = addFile(world, {
    kind: 'init',
    variantId,
    name: 'init.mp4',
    bytes: Buffer.from('init'),
  });
  const files = Array.from({ length: 4 }, (_, n) =>
    addSegment(world, n < 2 ? { variantId, initFileId } : { variantId }),
  );
  const lose = (fileId: number | undefined, code: 'FILE_CHANGED' | 'FILE_REMOVED') => {
    for (const id of uploads.pendingOf(fileId ?? 0))
      uploads.apply(id, { type: 'lost', error: { code, message: 'gone' } });
  };
  assert.equal(uploads.lostSegments(broadcastId, originId), 0);
  lose(files[0], 'FILE_CHANGED');
  lose(files[2], 'FILE_CHANGED');
  lose(files[3], 'FILE_REMOVED');
  assert.equal(uploads.lostSegments(broadcastId, originId), 2);
  lose(initFileId, 'FILE_CHANGED');
  assert.equal(uploads.lostSegments(broadcastId, originId), 3);
});
