import assert from 'node:assert/strict';
import { test } from 'node:test';
import { measuredText } from './check-words.ts';

test('what was measured is said with the unit that its name ends with', () => {
  const said = Object.entries({
    freeBytes: 212_000_000_000,
    hours: 75.25,
    medianMs: 4.126,
    skewSeconds: -2,
    bitsPerSecond: 14_700_000,
    times: 2.4,
    speed: 3.1,
  }).map(([name, value]) => measuredText(name, value));
  assert.deepEqual(said, [
    'free 212 GB',
    '75.3 h',
    'median 4.13 ms',
    'skew -2 s',
    '14.7 Mbit/s',
    '2.40 times',
    'speed 3.10',
  ]);
});
