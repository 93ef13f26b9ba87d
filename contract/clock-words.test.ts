import assert from 'node:assert/strict';
import { test } from 'node:test';
import { certificateByClock, clockDifference, momentOf } from './clock-words.ts';

test('two clocks are compared in words', () => {
  const cases: readonly (readonly [number, string])[] = [
    [59_400, '59 s ahead of'],
    [60_000, '1 min ahead of'],
    [-125_000, '2 min 5 s behind'],
    [7_200_000, '2 h ahead of'],
    [-(26 * 3_600_000), '1 d 2 h behind'],
  ];
  for (const [offsetMs, words] of cases)
    assert.equal(clockDifference('The server’s', offsetMs), `The server’s clock is ${words} this machine’s`);
});

test('a certificate whose dates do not hold is told with the time that says so', () => {
  const nowMs = Date.UTC(2026, 10, 21, 20, 15);
  assert.equal(momentOf(nowMs), '2026-11-21 20:15:00 UTC');
  assert.match(certificateByClock('CERT_HAS_EXPIRED', nowMs) ?? '', /has expired by this .*20:15:00 UTC/);
  assert.match(certificateByClock('CERT_NOT_YET_VALID', nowMs) ?? '', /is not valid yet by this/);
  assert.equal(certificateByClock('SELF_SIGNED_CERT_IN_CHAIN', nowMs), undefined);
});
