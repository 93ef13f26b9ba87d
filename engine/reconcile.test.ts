import assert from 'node:assert/strict';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type TestContext, test } from 'node:test';
import type { FileKind } from '../catalog/media.ts';
import { addFile, addSegment, makeBroadcast, sha256 } from '../catalog/testing/test-broadcast.ts';
import type { EngineEvent } from '../contract/engine-events.ts';
import { temporaryDirectory } from '../fixtures/temporary-directory.ts';
import { inspectFiles } from './inspect-files.ts';
import { reconcile } from './reconcile.ts';

function sceneOf(t: TestContext) {
  const made = makeBroadcast(temporaryDirectory(t));
  t.after(() => made.catalog.close());
  const { catalog, root } = made;
  const events: EngineEvent[] = [];
  const pathOf = (fileId: number | undefined) => join(root, catalog.media.file(fileId ?? 0)?.path ?? '');
  const write = (fileId: number | undefined, bytes: string) => {
    mkdirSync(dirname(pathOf(fileId)), { recursive: true });
    writeFileSync(pathOf(fileId), bytes);
  };
  const segment = () => {
    const variantId = made.variantIds[0] ?? 0;
    const fileId = addSegment(made, { variantId, bytes: Buffer.from('media') });
    write(fileId, 'media');
    return fileId;
  };
  /** A file that is made from the catalog. */
  const derived = (kind: FileKind, version: number | null) => {
    const bytes = Buffer.from(kind);
    const path = `broadcasts/show/${kind}`;
    const place = { broadcastId: made.broadcastId, kind, variantId: null, path, key: `show/${kind}` };
    const fileId = catalog.media.insertFile({
      ...place,
      version,
      firstSequence: null,
      sizeBytes: bytes.length,
      sha256: sha256(bytes),
      createdAtMs: 0,
    });
    const uploadId = catalog.uploads.insert({ fileId, originId: made.originIds[0] ?? 0, kind });
    write(fileId, kind);
    return { fileId, uploadId };
  };
  const lost: string[] = [];
  const listener = (event: EngineEvent) => void events.push(event);
  const run = async () => {
    await reconcile(catalog, root, listener);
    const { signal } = new AbortController();
    const onLost = (broadcastId: number, variantId: number) => void lost.push(`${broadcastId} ${variantId}`);
    await inspectFiles({ catalog, root, listener, onLost, signal });
  };
  return { ...made, events, lost, pathOf, write, segment, derived, run };
}

test('with everything in its place only what was in flight changes', async (t) => {
  const scene = sceneOf(t);
  for (let i = 0; i < 3; i += 1) scene.segment();
  const { uploads } = scene.catalog;
  uploads.apply(1, { type: 'taken' });
  uploads.apply(2, { type: 'taken' });
  uploads.apply(2, { type: 'stored' });
  await scene.run();
  assert.deepEqual(
    [1, 2, 3].map((id) => uploads.byId(id)?.state),
    ['queued', 'queued', 'queued'],
  );
  assert.deepEqual(scene.events, []);
});

test('media that is gone or of another size is lost, said, and a gap', async (t) => {
  const scene = sceneOf(t);
  const [gone, short] = [scene.segment(), scene.segment(), scene.segment()];
  rmSync(scene.pathOf(gone));
  scene.write(short, 'med');
  await scene.run();
  assert.deepEqual(
    [1, 2, 3].map((id) => scene.catalog.uploads.byId(id)?.state),
    ['lost', 'lost', 'queued'],
  );
  assert.equal(scene.catalog.media.counts(scene.broadcastId)[0]?.gaps, 2);
  assert.equal(scene.events.length, 2);
  assert.deepEqual(scene.lost, [`${scene.broadcastId} ${scene.variantIds[0]}`]);
  await scene.run();
  assert.equal(scene.events.length, 2);
});

test('an initialization section that is gone, and of which there is no copy, makes gaps of its segments', async (t) => {
  const scene = sceneOf(t);
  const variantId = scene.variantIds[0] ?? 0;
  const initFileId = addFile(scene, {
    kind: 'init',
    variantId,
    name: 'init.mp4',
    bytes: Buffer.from('init'),
  });
  const segment = addSegment(scene, { variantId, initFileId, bytes: Buffer.from('media') });
  scene.write(segment, 'media');
  await scene.run();
  const [row] = scene.catalog.media.timeline(variantId, scene.originIds[0] ?? 0, 0);
  assert.deepEqual([row?.key, row?.available], [null, 1]);
});

test('what is made from the catalog is made again when it is gone', async (t) => {
  const scene = sceneOf(t);
  const playlist = scene.derived('media-playlist', 1);
  const receipt = scene.derived('receipt', null);
  for (const { fileId } of [playlist, receipt]) rmSync(scene.pathOf(fileId));
  await scene.run();
  assert.equal(scene.catalog.uploads.byId(playlist.uploadId)?.state, 'superseded');
  assert.equal(scene.catalog.media.fileByPath('broadcasts/show/receipt'), undefined);
  assert.equal(scene.catalog.uploads.totals(scene.broadcastId, scene.originIds[0] ?? 0).pendingFiles, 0);
});

test('half-written files go, whole ones and the log stay', async (t) => {
  const scene = sceneOf(t);
  const whole = scene.pathOf(scene.segment());
  const log = join(scene.root, 'broadcasts/show/runs/0001/720p/log-000000.ts');
  mkdirSync(dirname(log), { recursive: true });
  writeFileSync(log, 'log');
  writeFileSync(`${whole}.next.ts.tmp`, 'half');
  await scene.run();
  assert.deepEqual(
    [existsSync(whole), existsSync(log), existsSync(`${whole}.next.ts.tmp`)],
    [true, true, false],
  );
});
