import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fc } from '../fixtures/property-testing.ts';
import { logPollMs } from './log-poll.ts';

const pace = (newest: number, boundary: number, sinceArrivalMs: number) =>
  logPollMs({ newestPts: newest * 90_000, nextBoundaryPts: boundary * 90_000, sinceArrivalMs });

test('slow far from the boundary, just in time before it, quick around it, slow in a stall', () => {
  assert.deepEqual([pace(0, 2, 0), pace(1.8, 2, 0), pace(2, 2, 20), pace(2, 2, 3_000)], [250, 140, 15, 250]);
});

test('before the first frame nothing can be foreseen', () => {
  assert.equal(logPollMs({ newestPts: undefined, nextBoundaryPts: undefined, sinceArrivalMs: 1e9 }), 50);
});

test('any wait is one that a stop can bear', () => {
  const number = fc.double({ min: -1e12, max: 1e12, noNaN: true });
  fc.assert(
    fc.property(number, number, fc.nat(1e9), (newestPts, nextBoundaryPts, sinceArrivalMs) => {
      const ms = logPollMs({ newestPts, nextBoundaryPts, sinceArrivalMs });
      assert.ok(ms >= 15 && ms <= 250);
    }),
  );
});
