import assert from 'node:assert/strict';
import test from 'node:test';
import { fc } from '../../fixtures/property-testing.ts';
import { hear, nothingYet, see, signalOf } from './signal-watch.ts';
import type { SoundLevels } from './sound-levels.ts';

const grey = (value: number) => new Uint8Array(100).fill(value);
const sound = (...peaks: number[]): SoundLevels => ({
  channels: peaks.map((peakDb) => ({ peakDb, rmsDb: peakDb - 3 })),
  isClipped: peaks.includes(0),
});

test('says nothing of what has not lasted', () => {
  assert.deepEqual(signalOf(nothingYet), {
    silentSinceMs: null,
    blackSinceMs: null,
    frozenSinceMs: null,
    clippedAtMs: null,
  });
  const short = see(see(nothingYet, grey(0), 1_000), grey(0), 2_900);
  assert.equal(signalOf(hear(short, sound(-120, -120), 1_000, 2_900)).silentSinceMs, null);
  assert.equal(signalOf(short).blackSinceMs, null);
});

test('dates silence, black and a frozen picture from their beginning, and clears them at once', () => {
  let watch = see(nothingYet, grey(90), 500);
  for (let atMs = 1_000; atMs <= 4_000; atMs += 500) {
    watch = hear(see(watch, grey(3), atMs), sound(-70, -120), atMs - 500, atMs);
  }
  assert.deepEqual(signalOf(watch), {
    silentSinceMs: 500,
    blackSinceMs: 1_000,
    frozenSinceMs: 1_000,
    clippedAtMs: null,
  });
  watch = hear(see(watch, grey(90), 4_500), sound(-120, -20), 4_000, 4_500);
  assert.deepEqual(signalOf(watch), {
    silentSinceMs: null,
    blackSinceMs: null,
    frozenSinceMs: null,
    clippedAtMs: null,
  });
});

test('sees a change that is too slow for two neighbours', () => {
  let watch = nothingYet;
  for (let step = 0; step < 20; step++)
    watch = see(watch, new Uint8Array(1_000).fill(90).fill(91, 0, step * 30), step * 500);
  assert.equal(signalOf(watch).frozenSinceMs === 0, false);
});

test('keeps when it clipped last', () => {
  const clipped = hear(nothingYet, sound(-3, 0), 100, 200);
  assert.equal(signalOf(hear(clipped, sound(-3, -3), 200, 300)).clippedAtMs, 200);
});

test('a state lasts as long as all that was seen and heard says so', () => {
  const moment = fc.record({ value: fc.constantFrom(0, 90), peak: fc.constantFrom(-120, -70, -12) });
  fc.assert(
    fc.property(fc.array(moment, { minLength: 1, maxLength: 20 }), (moments) => {
      let watch = nothingYet;
      for (const [at, { value, peak }] of moments.entries()) {
        watch = hear(see(watch, grey(value), (at + 1) * 500), sound(peak, peak), at * 500, (at + 1) * 500);
      }
      const run = (is: (moment: { value: number; peak: number }) => boolean) =>
        moments.length - 1 - moments.findLastIndex((one) => !is(one));
      const signal = signalOf(watch);
      assert.equal(signal.silentSinceMs !== null, run(({ peak }) => peak < -60) >= 4);
      assert.equal(signal.blackSinceMs !== null, run(({ value }) => value === 0) >= 5);
      assert.equal(signal.frozenSinceMs !== null, run(({ value }) => value === moments.at(-1)?.value) >= 5);
    }),
  );
});
