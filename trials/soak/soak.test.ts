import assert from 'node:assert/strict';
import test from 'node:test';
import { fc } from '../../fixtures/property-testing.ts';
import { seededRandom } from '../random.ts';
import type { Gauge } from './process-gauge.ts';
import { gaugeProcess } from './process-gauge.ts';
import { quartersOf } from './quarters.ts';
import { drawTrouble } from './troubles.ts';

test('a trouble is over before its minute is, and kills the program only where it may', () => {
  const minuteMs = 60_000;
  fc.assert(
    fc.property(fc.integer(), fc.boolean(), (seed, mayKillProgram) => {
      const { afterMs, lastsMs, what } = drawTrouble(seededRandom(seed), minuteMs, mayKillProgram);
      assert.ok(afterMs >= 0 && lastsMs >= 0 && afterMs + lastsMs < minuteMs);
      assert.ok(mayKillProgram || what.kind !== 'program-killed');
    }),
  );
});

test('each quarter has the median of its gauges', () => {
  const gauge = (atSeconds: number, residentMegabytes: number): Gauge => ({
    atSeconds,
    residentMegabytes,
    openFiles: 1,
    threads: 2,
  });
  const gauges = [
    gauge(0, 10),
    gauge(5, 12),
    gauge(9, 13),
    gauge(11, 20),
    gauge(12, 90),
    gauge(13, 21),
    gauge(39, 40),
  ];
  const megabytes = quartersOf(gauges, 40).map((quarter) => quarter.residentMegabytes);
  assert.deepEqual(megabytes, [12, 21, Number.NaN, 40]);
});

test('a process is gauged while it lives', () => {
  const gauge = gaugeProcess(process.pid, 1);
  assert.ok(gauge !== undefined && gauge.residentMegabytes > 10 && gauge.openFiles > 2 && gauge.threads > 1);
  assert.equal(gaugeProcess(2 ** 30, 1), undefined);
});
