import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { temporaryDirectory } from '../fixtures/temporary-directory.ts';
import { checkInBackground } from './check-in-background.ts';
import { addSegment, makeBroadcast } from './testing/test-broadcast.ts';

test('a catalog in use is looked through, and only damage is said', async (t) => {
  const root = temporaryDirectory(t);
  const made = makeBroadcast(root);
  made.catalog.transaction(() => {
    for (let i = 0; i < 300; i += 1) addSegment(made, { variantId: made.variantIds[0] ?? 0 });
  });
  const path = join(root, 'catalog.db');
  const { signal } = new AbortController();
  const right = { destinations: [], variants: [] };
  assert.deepEqual(await checkInBackground(path, signal), { drifts: right });
  assert.deepEqual(await checkInBackground(path, AbortSignal.abort()), {});
  made.catalog.close();
  const damaged = readFileSync(path);
  damaged.fill(0xa5, 40_960, 61_440);
  writeFileSync(path, damaged);
  assert.equal((await checkInBackground(path, signal)).damage?.code, 'CATALOG_DAMAGED');
});
