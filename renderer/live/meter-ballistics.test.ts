import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fc } from '../../fixtures/property-testing.ts';
import { type MeterState, meterPosition, meterText, nextMeter, silentMeter } from './meter-ballistics.ts';

const loud: MeterState = { levelDb: -3, peakDb: -3, peakAtMs: 1000 };

test('a meter rises at once', () => {
  assert.equal(nextMeter(silentMeter, -12, 16, 500).levelDb, -12);
});

test('a meter falls by 20 dB in 1.7 s, however often it is drawn', () => {
  assert.ok(Math.abs(nextMeter(loud, -120, 1700, 2700).levelDb - -23) < 1e-9);
  let state = loud;
  for (let nowMs = 1017; nowMs <= 2700; nowMs += 17) state = nextMeter(state, -120, 17, nowMs);
  assert.ok(Math.abs(state.levelDb - -23) < 0.1);
});

test('the mark of the peak stays for 20 s, unless a higher one comes', () => {
  assert.equal(nextMeter(loud, -30, 100, 20_900).peakDb, -3);
  assert.equal(nextMeter(loud, -30, 100, 21_100).peakDb, -30);
  assert.equal(nextMeter(loud, -1, 100, 1100).peakDb, -1);
});

test('a bar is never below what was measured and never falls for time that did not pass', () => {
  const db = fc.double({ min: -120, max: 0, noNaN: true });
  fc.assert(
    fc.property(db, db, fc.integer({ min: -1000, max: 100_000 }), (levelDb, peakDb, elapsedMs) => {
      const { levelDb: next } = nextMeter({ levelDb, peakDb: levelDb, peakAtMs: 0 }, peakDb, elapsedMs, 0);
      assert.ok(next >= peakDb);
      assert.ok(next <= Math.max(levelDb, peakDb));
    }),
  );
});

test('the scale goes from -60 to 0 dB', () => {
  assert.deepEqual([-120, -60, -30, 0, 3].map(meterPosition), [0, 0, 0.5, 1, 1]);
  assert.deepEqual([-120, -17.6].map(meterText), ['silent', '-18 dB']);
});
