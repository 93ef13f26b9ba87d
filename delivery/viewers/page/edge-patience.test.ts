import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createLeftPathways, patienceMs } from './edge-patience.mjs';

const well = { bufferSeconds: 12, targetDurationSeconds: 2, othersLeft: 2, leftLately: 0 };

test('patience is a target duration, less when little is left to play, within bounds', () => {
  assert.equal(patienceMs(well), 2_000);
  assert.equal(patienceMs({ ...well, targetDurationSeconds: 4, bufferSeconds: 5 }), 2_500);
  assert.equal(patienceMs({ ...well, bufferSeconds: 0 }), 1_500);
  assert.equal(patienceMs({ ...well, targetDurationSeconds: 10, bufferSeconds: 60 }), 4_000);
});

test('it doubles with each edge that was left, and has no end where there is no other', () => {
  assert.equal(patienceMs({ ...well, leftLately: 2 }), 8_000);
  assert.equal(patienceMs({ ...well, othersLeft: 0 }), Number.POSITIVE_INFINITY);
});

test('an edge that was left is kept away from for five minutes', () => {
  let nowMs = 0;
  const left = createLeftPathways(() => nowMs);
  left.leave('edge-a');
  nowMs = 299_000;
  assert.deepEqual([...left.lately()], ['edge-a']);
  nowMs = 301_000;
  assert.deepEqual([...left.lately()], []);
});
