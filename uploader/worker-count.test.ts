import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fc } from '../fixtures/property-testing.ts';
import { desiredWorkers } from './worker-count.ts';

test('one more while all are busy and files wait, no more otherwise', () => {
  const limits = { minWorkers: 1, maxWorkers: 4 };
  const count = (busy: number, workers: number, waitingFiles: boolean) =>
    desiredWorkers({ busy, workers, waitingFiles }, limits);
  assert.deepEqual(
    [count(0, 0, false), count(1, 1, true), count(1, 1, false), count(1, 2, true), count(4, 4, true)],
    [1, 2, 1, 2, 4],
  );
});

test('the count stays within its limits', () => {
  fc.assert(
    fc.property(
      fc.nat(20),
      fc.nat(20),
      fc.boolean(),
      fc.integer({ min: 1, max: 8 }),
      fc.nat(8),
      (busy, more, waitingFiles, minWorkers, extra) => {
        const limits = { minWorkers, maxWorkers: minWorkers + extra };
        const count = desiredWorkers({ busy, workers: busy + more, waitingFiles }, limits);
        assert.ok(count >= limits.minWorkers && count <= limits.maxWorkers);
      },
    ),
  );
});
