import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ago, clockTime, duration, hoursLeft } from './duration.ts';
import { bitRate, bytes, count, counted, percent } from './quantity.ts';

test('a clock counts hours only when there are any', () => {
  assert.deepEqual([0, 7.9, 59, 60, 754, 3723, 360_000].map(clockTime), [
    '0:00',
    '0:07',
    '0:59',
    '1:00',
    '12:34',
    '1:02:03',
    '100:00:00',
  ]);
  assert.equal(clockTime(-3), '0:00');
});

test('a duration has at most two units and never 60 of the smaller one', () => {
  assert.deepEqual([0, 0.44, 9.94, 9.96, 59.4, 59.6, 60, 185, 3599.6, 3600, 7800].map(duration), [
    '0.0 s',
    '0.4 s',
    '9.9 s',
    '10 s',
    '59 s',
    '1 min',
    '1 min',
    '3 min 5 s',
    '1 h',
    '1 h',
    '2 h 10 min',
  ]);
  assert.equal(duration(3 * 86_400 + 4 * 3600), '3 d 4 h');
});

test('how long ago has no fractions', () => {
  assert.deepEqual([0.4, 1.2, 9.9, 61].map(ago), ['just now', '1 s ago', '9 s ago', '1 min 1 s ago']);
});

test('hours of disk are said no finer than they are known', () => {
  assert.deepEqual([0, 0.75, 8.34, 56.9, 400].map(hoursLeft), ['0 min', '45 min', '8.3 h', '56 h', '> 99 h']);
});

test('bytes and rates keep three digits and never say 1000', () => {
  assert.deepEqual([0, 999, 999.6, 1000, 1_234_567, 999_600, 45_600_000_000].map(bytes), [
    '0 B',
    '999 B',
    '1.00 kB',
    '1.00 kB',
    '1.23 MB',
    '1.00 MB',
    '45.6 GB',
  ]);
  assert.equal(bitRate(3_100_000), '3.10 Mbit/s');
});

test('counts are grouped, and one is singular', () => {
  assert.equal(count(1_234_567), '1\u202f234\u202f567');
  assert.equal(counted(1, 'file'), '1 file');
  assert.equal(counted(0, 'file'), '0 files');
  assert.equal(counted(2, 'entry', 'entries'), '2 entries');
});

test('a small share is not said to be nothing', () => {
  assert.deepEqual(
    [percent(0, 10), percent(4, 1000), percent(1, 3), percent(5, 0)],
    ['0 %', '0.4 %', '33 %', '0 %'],
  );
});
