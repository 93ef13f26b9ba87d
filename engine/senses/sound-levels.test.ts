import assert from 'node:assert/strict';
import test from 'node:test';
import { soundLevels } from './sound-levels.ts';

/** Interleaved 16-bit stereo of a function of the sample's number. */
function stereo(left: (n: number) => number, right: (n: number) => number, count = 4_800): Uint8Array {
  const samples = Int16Array.from({ length: count * 2 }, (_, at) => (at % 2 ? right : left)(at >> 1));
  return new Uint8Array(samples.buffer);
}

const sine = (amplitude: number) => (n: number) =>
  Math.round(amplitude * Math.sin((2 * Math.PI * 1_000 * n) / 48_000));

test('measures each channel by itself', () => {
  const { channels, isClipped } = soundLevels(
    stereo(sine(32_767 * 0.1), () => 0),
    2,
  );
  assert.deepEqual(channels, [
    { peakDb: -20, rmsDb: -23 },
    { peakDb: -120, rmsDb: -120 },
  ]);
  assert.equal(isClipped, false);
});

test('finds a single sample at either end of the scale', () => {
  for (const extreme of [32_767, -32_768]) {
    const { isClipped, channels } = soundLevels(
      stereo(
        () => 0,
        (n) => (n === 99 ? extreme : 0),
      ),
      2,
    );
    assert.equal(isClipped, true);
    assert.equal(channels[1]?.peakDb, 0);
  }
  assert.equal(soundLevels(stereo(sine(32_000), sine(32_000)), 2).isClipped, false);
});

test('takes nothing for silence, and a part of a sample for nothing', () => {
  const silent = { peakDb: -120, rmsDb: -120 };
  assert.deepEqual(soundLevels(new Uint8Array(3), 2).channels, [silent, silent]);
});
