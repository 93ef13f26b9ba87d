import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SegmentRow } from '../catalog/media.ts';
import { fc } from '../fixtures/property-testing.ts';
import { holeBeforeRun, holeInRun } from './gap-rows.ts';

const last: SegmentRow = {
  variantId: 1,
  sequence: 7,
  runId: 1,
  fileId: 40,
  initFileId: 3,
  startPts: 900_000,
  endPts: 1_080_000,
  programDateTimeMs: 1_000_000,
  discontinuity: 0,
  videoFrames: 60,
  gapReason: null,
};

test('the hole between two runs is a row of gaps, none longer than the target duration', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 9_000, max: 3600 * 90_000 }),
      fc.integer({ min: 1, max: 12 }),
      (ticks, target) => {
        const rows = holeBeforeRun(last, 2, { pts: last.endPts + ticks, unixMs: 0 }, target);
        assert.equal(rows[0]?.startPts, last.endPts);
        assert.equal(rows.at(-1)?.endPts, last.endPts + ticks);
        assert.equal(rows[0]?.programDateTimeMs, last.programDateTimeMs + 2000);
        rows.forEach((row, i) => {
          assert.equal(row.sequence, last.sequence + 1 + i);
          assert.equal(row.startPts, rows[i - 1]?.endPts ?? last.endPts);
          assert.ok(row.endPts - row.startPts <= target * 90_000);
          assert.equal(row.fileId, null);
          assert.ok(row.gapReason);
          assert.equal(row.discontinuity, 0);
        });
      },
    ),
  );
});

test('no hole: within a run, at the beginning, for a rounding, and after a pause of hours', () => {
  assert.deepEqual(holeBeforeRun(last, 1, { pts: last.endPts + 900_000, unixMs: 0 }, 2), []);
  assert.deepEqual(holeBeforeRun(undefined, 1, { pts: 900_000, unixMs: 0 }, 2), []);
  assert.deepEqual(holeBeforeRun(last, 2, { pts: last.endPts + 100, unixMs: 0 }, 2), []);
  assert.deepEqual(holeBeforeRun(last, 2, { pts: last.endPts + 7 * 3600 * 90_000, unixMs: 0 }, 2), []);
});

test('a hole in a run is as long as the timestamps say, and no more than an hour', () => {
  const rows = holeInRun(last, last.endPts + 450_000, 2);
  assert.deepEqual([rows[0]?.startPts, rows.at(-1)?.endPts], [last.endPts, last.endPts + 450_000]);
  assert.deepEqual([rows.length, rows[0]?.runId, rows[0]?.discontinuity], [3, last.runId, 0]);
  assert.deepEqual(holeInRun(last, last.endPts - 90_000, 2), []);
  assert.deepEqual(holeInRun(last, last.endPts + 7 * 3600 * 90_000, 2), []);
});

test('the dates tell what the timestamps could not: how long FFmpeg took to open the source', () => {
  const begin = { pts: last.endPts + 9_000, unixMs: last.programDateTimeMs + 2000 + 430 };
  const rows = holeBeforeRun(last, 2, begin, 2);
  assert.deepEqual(
    rows.map((row) => row.endPts - row.startPts),
    [430 * 90],
  );
});
