import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { PreflightCheck } from '../../contract/preflight-report.ts';
import { measuredText, worstFirst } from './check-words.ts';

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

test('what fails stands first, what asks for a look second, and all else keeps its order', () => {
  const check = (name: PreflightCheck['name'], status: PreflightCheck['status']): PreflightCheck => ({
    name,
    subject: '',
    status,
    message: '',
    cure: null,
    code: null,
    measured: {},
  });
  const checks = [
    check('ffmpeg', 'ok'),
    check('source', 'skip'),
    check('encoder', 'warn'),
    check('disk-space', 'ok'),
    check('origin', 'fail'),
    check('clock', 'warn'),
    check('uplink', 'fail'),
  ];
  assert.deepEqual(
    worstFirst(checks).map(({ name }) => name),
    ['origin', 'uplink', 'encoder', 'clock', 'ffmpeg', 'disk-space', 'source'],
  );
});
