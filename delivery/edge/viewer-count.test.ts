import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createEdgeTally } from './edge-tally.ts';
import { createViewerCount, viewingMs } from './viewer-count.ts';

test('a viewer counts once for a broadcast, for as long as he asks', () => {
  const count = createViewerCount();
  for (const atMs of [0, 2_000, 4_000]) count.seen('show', 'one', atMs);
  count.seen('show', 'two', 0);
  count.seen('other', 'one', 4_000);
  assert.equal(count.of('show', 4_000), 2);
  assert.equal(count.all(), 3);
  assert.equal(count.of('show', viewingMs + 1), 1);
  assert.equal(count.isViewing('show', 'two', viewingMs + 1), false);
  count.sweep(4_000 + viewingMs + 1);
  assert.equal(count.all(), 0);
  assert.deepEqual([...count.broadcasts()], []);
});

test('what goes out is told as a rate of the last seconds, for each broadcast', () => {
  let nowMs = 0;
  const tally = createEdgeTally(10, () => nowMs);
  for (let second = 0; second < 8; second++) {
    tally.admit('show', 'one', nowMs);
    tally.sent('show', 1_000_000);
    tally.sent('other', 500_000);
    nowMs += 1_000;
    tally.tick();
  }
  assert.deepEqual(tally.loads(), [{ name: 'show', viewers: 1, egressBitsPerSecond: 8_000_000 }]);
  assert.equal(tally.egressBitsPerSecond(), 12_000_000);
});
