import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fc } from '../fixtures/property-testing.ts';
import { joinIndex, placeSegments, writeAtMs } from './delay-clock.ts';

type Timed = { durationSeconds: number; discontinuity: boolean; programDateTimeMs: number | undefined };

function timed(durationSeconds: number, programDateTimeMs?: number, discontinuity = false): Timed {
  return { durationSeconds, discontinuity, programDateTimeMs };
}

describe('placeSegments', () => {
  it('goes by the dates, and by the durations since', () => {
    const placed = placeSegments(
      [timed(2, 10_000), timed(2), timed(2, 20_000, true), timed(2)],
      undefined,
      100_000,
    );
    assert.deepEqual(placed, { startMs: [10_000, 12_000, 20_000, 22_000], endMs: 24_000 });
  });

  it('goes by the time of listing where there is no date, and on from the batch before', () => {
    const first = placeSegments([timed(2), timed(3)], undefined, 100_000);
    assert.deepEqual(first, { startMs: [95_000, 97_000], endMs: 100_000 });
    assert.deepEqual(placeSegments([timed(2)], first.endMs, 109_000).startMs, [100_000]);
  });

  it('counts anew from the listing after a discontinuity without a date', () => {
    assert.deepEqual(placeSegments([timed(2, undefined, true)], 50_000, 100_000).startMs, [98_000]);
  });

  it('never takes media for live after it was listed, in whatever order the dates come', () => {
    const segment = fc.record({
      durationSeconds: fc.double({ min: 0, max: 10, noNaN: true }),
      discontinuity: fc.boolean(),
      programDateTimeMs: fc.option(fc.integer({ min: -1e9, max: 1e9 }), { nil: undefined }),
    });
    fc.assert(
      fc.property(fc.array(segment), fc.option(fc.integer(), { nil: undefined }), (segments, endMs) => {
        const { startMs } = placeSegments(segments, endMs, 0);
        assert.equal(startMs.length, segments.length);
        assert.ok(startMs.every((start) => start <= 0));
        assert.deepEqual(
          startMs,
          startMs.toSorted((x, y) => x - y),
        );
      }),
    );
  });
});

describe('joinIndex', () => {
  it('begins with the youngest segment that is as old as the delay', () => {
    const starts = [0, 2000, 4000, 6000];
    assert.equal(joinIndex(starts, 10_000, 5), 2);
    assert.equal(joinIndex(starts, 10_000, 60), 0);
    assert.equal(joinIndex(starts, 10_000, 0), 3);
  });
});

describe('writeAtMs', () => {
  it('writes the first when the delay says, and the others a segment earlier', () => {
    assert.equal(writeAtMs(1000, 30, true, 2), 31_000);
    assert.equal(writeAtMs(3000, 30, false, 2), 31_000);
    assert.equal(writeAtMs(3000, 1, false, 2), 3500);
  });
});
