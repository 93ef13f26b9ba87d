import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseBitRate } from './bit-rate.ts';
import { SurecastError } from './surecast-error.ts';

for (const [text, bitsPerSecond] of [
  ['800k', 800_000],
  ['6M', 6_000_000],
  ['2.5m', 2_500_000],
  ['6000000', 6_000_000],
  ['1G', 1e9],
  ['64k', 64_000],
] as const) {
  test(`${text} is ${bitsPerSecond} bits per second`, () => {
    assert.equal(parseBitRate(text), bitsPerSecond);
  });
}

for (const text of ['', '0', '63k', '-6M', '6MB', '6 M', 'fast', '1e6', 'Infinity', '0x10']) {
  test(`${JSON.stringify(text)} is refused`, () => {
    assert.throws(
      () => parseBitRate(text),
      (error) => error instanceof SurecastError && error.code === 'CONFIG_INVALID',
    );
  });
}
