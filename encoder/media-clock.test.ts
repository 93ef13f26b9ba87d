import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fc } from '../fixtures/property-testing.ts';
import { MediaClock } from './media-clock.ts';

const ticks = 90_000;
const segmentSeconds = 2;

/** Dates of consecutive segments whose frames arrive at `arrival(mediaSeconds)`. */
function datesOf(clock: MediaClock, count: number, arrival: (seconds: number) => number): number[] {
  return Array.from({ length: count }, (_, n) => {
    const start = n * segmentSeconds;
    for (let seconds = start; seconds < start + segmentSeconds; seconds += 0.5)
      clock.observe(seconds * ticks, arrival(seconds));
    return clock.dateOf(start * ticks);
  });
}

const steps = (dates: readonly number[]) => dates.slice(1).map((date, index) => date - (dates[index] ?? 0));

test('the least late arrival dates a segment', () => {
  const clock = new MediaClock();
  clock.observe(0, 1_000_900);
  clock.observe(0.5 * ticks, 1_000_600);
  clock.observe(1 * ticks, 1_001_400);
  assert.equal(clock.dateOf(0), 1_000_100);
});

test('with nothing observed the clock runs on from its anchor', () => {
  const clock = new MediaClock({ unixMs: 5_000, pts: 0 });
  assert.equal(clock.dateOf(3 * ticks), 8_000);
});

test('asking twice for one segment gives one date', () => {
  const clock = new MediaClock({ unixMs: 0, pts: 0 });
  clock.observe(2 * ticks, 2_500);
  assert.equal(clock.dateOf(2 * ticks), clock.dateOf(2 * ticks));
});

test('a capture clock that drifts by 50 ppm is followed', () => {
  const dates = datesOf(new MediaClock(), 1800, (seconds) => 1e12 + seconds * 1000 * (1 + 50e-6));
  const error = (dates.at(-1) ?? 0) - (1e12 + 1799 * segmentSeconds * 1000 * (1 + 50e-6));
  assert.ok(Math.abs(error) < 5, `${error} ms off after an hour`);
});

for (const jumpMs of [3_600_000, -3_600_000]) {
  test(`a clock set by ${jumpMs / 3_600_000} h in the middle makes no jump`, () => {
    const dates = datesOf(
      new MediaClock(),
      200,
      (seconds) => 1e12 + seconds * 1000 + (seconds > 100 ? jumpMs : 0),
    );
    for (const step of steps(dates)) assert.ok(Math.abs(step - 2000) <= 3, `${step} ms`);
  });
}

test('a stall of the link behind the encoder leaves the dates alone', () => {
  const late = (seconds: number) => (seconds > 50 && seconds < 55 ? 60_000 : 1e12 + seconds * 1000);
  const arrival = (seconds: number) =>
    Math.max(1e12 + seconds * 1000, seconds > 50 && seconds < 55 ? 1e12 + 58_000 : late(seconds));
  for (const step of steps(datesOf(new MediaClock(), 60, arrival))) assert.ok(Math.abs(step - 2000) <= 3);
});

test('whatever arrives when, dates rise with the media and keep its pace to a thousandth', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -1e9, max: 1e9 }), { minLength: 2, maxLength: 50 }), (jitters) => {
      const dates = datesOf(
        new MediaClock(),
        jitters.length,
        (seconds) => 1e12 + seconds * 1000 + (jitters[Math.floor(seconds / 2)] ?? 0),
      );
      for (const step of steps(dates)) assert.ok(step >= 1997 && step <= 2003, `${step} ms`);
    }),
  );
});

test('a next life goes on with the dates of the one before', () => {
  const before = new MediaClock();
  datesOf(before, 3, (seconds) => 1e12 + seconds * 1000);
  const after = new MediaClock(before.anchor);
  // It reads what had piled up, all of it late.
  after.observe(6 * ticks, 1e12 + 900_000);
  assert.ok(Math.abs(after.dateOf(6 * ticks) - (1e12 + 6_000)) <= 3);
});

test('the dates of a later run do not go back where the clock was set back', () => {
  const before = new MediaClock();
  const lastMs = datesOf(before, 3, (seconds) => 1e12 + seconds * 1000).at(-1) ?? 0;
  const after = new MediaClock();
  after.observe(10 * ticks, 1e12 - 3_600_000);
  assert.equal(after.dateOf(10 * ticks, lastMs + 6_000), lastMs + 6_000);
  const later = new MediaClock();
  later.observe(10 * ticks, 1e12 + 60_000);
  assert.equal(later.dateOf(10 * ticks, lastMs + 6_000), 1e12 + 60_000);
});
