import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { addFile, makeBroadcast } from '../catalog/testing/test-broadcast.ts';
import type { EngineEvent } from '../contract/engine-events.ts';
import { temporaryDirectory } from '../fixtures/temporary-directory.ts';
import { reconcile } from './reconcile.ts';
import { initRestorer, restoreInit } from './restore-init.ts';

const bytes = Buffer.from('an initialization section');

function sceneOf(t: TestContext) {
  const made = makeBroadcast(temporaryDirectory(t), { container: 'fmp4' });
  t.after(() => made.catalog.close());
  const { catalog, root } = made;
  const variantId = made.variantIds[0] ?? 0;
  const fileId = addFile(made, { kind: 'init', variantId, name: 'init.mp4', bytes });
  const path = join(root, catalog.media.file(fileId)?.path ?? '');
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, bytes);
  return { ...made, fileId, path };
}

test('its file is written again whenever it is not as recorded, whoever asks and however often at once', async (t) => {
  const scene = sceneOf(t);
  scene.catalog.initSections.keep(scene.fileId, bytes);
  const restore = initRestorer(scene);
  for (const harm of [
    () => undefined,
    () => rmSync(scene.path),
    () => writeFileSync(scene.path, bytes.toString().toUpperCase()),
    () => writeFileSync(scene.path, 'short'),
    () => rmSync(dirname(scene.path), { recursive: true }),
  ]) {
    harm();
    const asked = await Promise.all([1, 2, 3].map(() => restore(scene.fileId)));
    assert.deepEqual(asked, [true, true, true]);
    assert.deepEqual(readFileSync(scene.path), bytes);
  }
});

test('without a sound copy nothing is written', async (t) => {
  const scene = sceneOf(t);
  rmSync(scene.path);
  assert.equal(await restoreInit(scene, scene.fileId), false);
  scene.catalog.initSections.keep(scene.fileId, Buffer.from('a damaged initialization section'));
  assert.equal(await restoreInit(scene, scene.fileId), false);
  assert.throws(() => readFileSync(scene.path), { code: 'ENOENT' });
});

test('at the start it is there again before anything is delivered, and said', async (t) => {
  const scene = sceneOf(t);
  scene.catalog.initSections.keep(scene.fileId, bytes);
  rmSync(scene.path);
  const events: EngineEvent[] = [];
  await reconcile(scene.catalog, scene.root, (event) => void events.push(event));
  assert.deepEqual(readFileSync(scene.path), bytes);
  assert.equal(scene.catalog.uploads.byId(1)?.state, 'queued');
  assert.match(JSON.stringify(events), /FILE_CHANGED.*init\.mp4 was gone/);
});

test('its copy goes with its broadcast', async (t) => {
  const scene = sceneOf(t);
  scene.catalog.initSections.keep(scene.fileId, bytes);
  scene.catalog.handover.remove(scene.broadcastId);
  assert.equal(scene.catalog.initSections.bytesOf(scene.fileId), undefined);
});
