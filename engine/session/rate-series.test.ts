import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fc } from '../../fixtures/property-testing.ts';
import { RateSeries } from './rate-series.ts';

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

describe('a series of rates', () => {
  it('shows an amount in the seconds that it is spread over', () => {
    const series = new RateSeries(1_000, 6);
    series.add(400, 1_500, 3_500);
    assert.deepEqual(series.perSecond(5_000, 5), [0, 100, 200, 100, 0]);
  });

  it('forgets what is older than it keeps', () => {
    const series = new RateSeries(1_000, 4);
    series.add(100, 0, 1_000);
    assert.deepEqual(series.perSecond(3_000, 3), [100, 0, 0]);
    assert.deepEqual(series.perSecond(4_000, 3), [0, 0, 0]);
    assert.deepEqual(series.perSecond(1e9, 3), [0, 0, 0]);
    series.add(50, 1e9, 1e9);
    assert.deepEqual(series.perSecond(1e9 + 1_000, 3), [0, 0, 50]);
  });

  it('neither makes nor loses any of what falls into the time it shows', () => {
    const additions = fc.array(
      fc.record({
        amount: fc.integer({ min: 0, max: 1_000_000 }),
        waitMs: fc.integer({ min: 0, max: 3_000 }),
        lastsMs: fc.integer({ min: 0, max: 5_000 }),
      }),
      { minLength: 1, maxLength: 10 },
    );
    fc.assert(
      fc.property(additions, (added) => {
        const series = new RateSeries(1_000, 61);
        let nowMs = 10_000;
        for (const { amount, waitMs, lastsMs } of added) {
          nowMs += waitMs;
          series.add(amount, nowMs - lastsMs, nowMs);
        }
        const shown = sum(series.perSecond(nowMs + 1_000, 60));
        const given = sum(added.map(({ amount }) => amount));
        assert.ok(Math.abs(shown - given) <= given * 1e-9 + 1e-6, `${shown} of ${given}`);
      }),
    );
  });
});
