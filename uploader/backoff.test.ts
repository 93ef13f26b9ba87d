import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fc } from '../fixtures/property-testing.ts';
import { backoffMs } from './backoff.ts';

const limits = { retryMinMs: 250, retryMaxMs: 15_000 };

test('the longest wait doubles with each failure up to the cap', () => {
  const longest = [1, 2, 3, 7, 8, 1000].map((failures) => backoffMs(failures, limits, 1));
  assert.deepEqual(longest, [250, 500, 1000, 15_000, 15_000, 15_000]);
});

test('the jitter is full: any wait from none to the longest', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 1e9 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (failures, random) => {
        const wait = backoffMs(failures, limits, random);
        assert.ok(wait >= 0 && wait <= limits.retryMaxMs);
        assert.equal(backoffMs(failures, limits, 0), 0);
      },
    ),
  );
});
