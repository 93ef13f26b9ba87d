import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fc } from '../fixtures/property-testing.ts';
import { timelineStartSeconds } from './log-output-args.ts';
import { timelineOffsetSeconds } from './timeline-offset.ts';

const endOf = (seconds: number) => (timelineStartSeconds + seconds) * 90_000;

test('the first run begins the timeline', () => {
  assert.equal(timelineOffsetSeconds(undefined, 1e12), 0);
});

test('a later run begins behind the last by the time that was lost', () => {
  assert.equal(timelineOffsetSeconds({ endPts: endOf(60), endUnixMs: 1e12 }, 1e12 + 4_500), 64.5);
});

test('runs never overlap, also when the clock was set back', () => {
  fc.assert(
    fc.property(fc.nat(1e6), fc.integer({ min: -1e9, max: 1e9 }), (seconds, passedMs) => {
      const offset = timelineOffsetSeconds({ endPts: endOf(seconds), endUnixMs: 1e12 }, 1e12 + passedMs);
      assert.ok(offset >= seconds);
    }),
  );
});
