import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fc } from '../../fixtures/property-testing.ts';
import { catchUpSeconds, faultSeconds } from './forecast.ts';

describe('catching up after an outage', () => {
  it('takes as long as the outage at twice the bit rate', () => {
    assert.equal(catchUpSeconds(60, 3_000, 6_000), 60);
  });

  it('never ends without anything to spare', () => {
    assert.equal(catchUpSeconds(60, 3_000, 3_000), undefined);
    assert.equal(catchUpSeconds(60, 3_000, 1_000), undefined);
  });

  it('is over when the uplink has carried what was captured by then', () => {
    const rate = fc.integer({ min: 1, max: 1_000_000 });
    fc.assert(
      fc.property(rate, rate, fc.integer({ min: 1, max: 100_000 }), (bitRate, spare, outage) => {
        const seconds = catchUpSeconds(outage, bitRate, bitRate + spare) ?? 0;
        const carried = seconds * (bitRate + spare);
        const captured = (outage + seconds) * bitRate;
        assert.ok(Math.abs(carried - captured) <= captured * 1e-9);
      }),
    );
  });
});

describe('the length of a fault', () => {
  it('is a tenth of the rehearsal, within bounds', () => {
    assert.deepEqual([10, 60, 3_600].map(faultSeconds), [2, 6, 30]);
  });
});
