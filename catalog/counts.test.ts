import assert from 'node:assert/strict';
import { test } from 'node:test';
import { temporaryDirectory } from '../fixtures/temporary-directory.ts';
import { openDatabase } from './open-database.ts';
import { addSegment, makeBroadcast } from './testing/test-broadcast.ts';

test('counts that somebody has changed are found and set right, whatever is counted meanwhile', (t) => {
  const made = makeBroadcast(temporaryDirectory(t), { originUrls: ['file:/one', 'file:/two'] });
  const { catalog, broadcastId, root } = made;
  t.after(() => catalog.close());
  const { counts, uploads } = catalog;
  const add = (gap = false) => addSegment(made, { variantId: made.variantIds[0] ?? 0, gap });
  for (let i = 0; i < 5; i += 1) add();
  add(true);
  const deliver = (id: number) => {
    uploads.apply(id, { type: 'taken' });
    uploads.apply(id, { type: 'stored' });
    uploads.apply(id, { type: 'verified', proof: 'sha256-read-back', atMs: 1 });
  };
  deliver(1);
  uploads.apply(3, { type: 'lost', error: { code: 'FILE_CHANGED', message: 'gone' } });
  const right = () => ({
    totals: made.originIds.map((originId) => uploads.totals(broadcastId, originId)),
    progress: catalog.media.progress(broadcastId),
  });
  assert.deepEqual(counts.drifts(), { destinations: [], variants: [] });

  const before = right();
  const db = openDatabase(`${root}/catalog.db`);
  db.exec(`UPDATE destinations SET pending_files = 1000, pending_bytes = -7, verified_files = 0, verified_segments = 12, lost_files = 0;
    UPDATE variants SET segments = 0, gaps = 99, ticks = 1`);
  db.close();
  assert.notDeepEqual(right(), before);
  const drifts = counts.drifts();
  assert.deepEqual([drifts.destinations.length, drifts.variants.length], [2, 1]);
  // Between the counting and the mending the program goes on.
  deliver(5);
  add();
  assert.equal(
    catalog.transaction(() => counts.mend(drifts)),
    3,
  );
  assert.deepEqual(counts.drifts(), { destinations: [], variants: [] });
  const after = right();
  assert.equal(after.totals[0]?.verifiedFiles, (before.totals[0]?.verifiedFiles ?? 0) + 1);
  assert.deepEqual(after.progress[0]?.segments, (before.progress[0]?.segments ?? 0) + 1);
});
