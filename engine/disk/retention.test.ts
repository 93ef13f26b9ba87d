import assert from 'node:assert/strict';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { addSegment, makeBroadcast } from '../../catalog/testing/test-broadcast.ts';
import { temporaryDirectory } from '../../fixtures/temporary-directory.ts';
import type { RetentionRules } from './choose-removals.ts';
import { Retention } from './retention.ts';

/** A broadcast of three segments on disk, with the one life of a retention. */
function sceneOf(t: TestContext, rules?: RetentionRules) {
  const world = makeBroadcast(temporaryDirectory(t));
  const { catalog, root, variantIds } = world;
  t.after(() => catalog.close());
  const files = [1, 2, 3].map(() => {
    const file = catalog.media.file(addSegment(world, { variantId: variantIds[0] ?? 0 }) ?? 0);
    assert.ok(file !== undefined);
    const path = join(root, file.path);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, 'media');
    return { id: file.id, path };
  });
  const retention = new Retention({
    catalog,
    root,
    rules,
    disk: { report: () => false, lackingBytes: 0, removableBytes: 0, look: async () => undefined },
    onError: assert.ifError,
  });
  return { catalog, files, retention };
}

test('a removal that was cut short is finished in the next life, with or without rules', async (t) => {
  const { catalog, files, retention } = sceneOf(t);
  const [first] = files;
  assert.ok(first !== undefined);
  catalog.durably(() => catalog.kept.beginRemoval([first.id]));
  retention.start();
  await retention.stop();
  assert.deepEqual(
    files.map(({ path }) => existsSync(path)),
    [false, true, true],
  );
});

test('nothing that an origin lacks is removed, whatever the rules say', async (t) => {
  const { catalog, files, retention } = sceneOf(t, { keepMs: 0, maxBytes: 0, whenFull: true });
  retention.start();
  await retention.round();
  await retention.stop();
  assert.ok(files.every(({ path }) => existsSync(path)));
  assert.equal(catalog.kept.list(0, 10).length, 3);
});
