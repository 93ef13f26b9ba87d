import assert from 'node:assert/strict';
import { test } from 'node:test';
import { backfillSlots } from './backfill-slots.ts';

const after = (before: number, tookMs: number, most = 6) =>
  backfillSlots(before, { tookMs, segmentMs: 2000 }, most);

test('a live segment that is slow halves the backfill, one that is quick lets one more in', () => {
  assert.deepEqual(
    [after(4, 1100), after(1, 1100), after(4, 400), after(6, 400), after(4, 800)],
    [2, 1, 5, 6, 4],
  );
});

test('one transfer is always let in', () => {
  for (const tookMs of [0, 800, 60_000]) assert.ok(after(1, tookMs, 0) >= 1);
});
