import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fc } from '../../fixtures/property-testing.ts';
import { judgeClock, judgeDiskSpace, judgeDiskSync, judgeEncoderSpeed, judgeUplink } from './judge.ts';
import type { Finding } from './result.ts';

const statuses = (findings: readonly Finding[]) => findings.map((finding) => finding.status);

describe('the verdicts on what was measured', () => {
  it('warns of an encoder with less than half as much again to spare, and fails one that is too slow', () => {
    assert.deepEqual(statuses([0.9, 1.2, 4].map((speed) => judgeEncoderSpeed(speed, 'x'))), [
      'fail',
      'warn',
      'ok',
    ]);
  });

  it('counts the disk in hours at the bit rate', () => {
    const hour = (8_000_000 / 8) * 3600;
    const logMinute = hour / 60;
    assert.equal(judgeDiskSpace(3 * hour + logMinute, hour, 8_000).measured['hours'], 2);
    const findings = [0.5, 2, 10].map((hours) => judgeDiskSpace(hours * hour, 0, 8_000));
    assert.deepEqual(statuses(findings), ['fail', 'warn', 'ok']);
  });

  it('judges flushes by their median', () => {
    const findings = [
      [1, 1, 5_000],
      [200, 200, 1],
      [2_000, 2_000, 2_000],
    ].map(judgeDiskSync);
    assert.deepEqual(statuses(findings), ['ok', 'warn', 'fail']);
    assert.match(judgeDiskSync([0.3, 0.3, 0.4]).message, /takes 0\.3 ms, at most 0\.4 ms/);
  });

  it('judges the clock alike in both directions', () => {
    assert.deepEqual(statuses([-1, 6, -400, 301].map(judgeClock)), ['ok', 'warn', 'fail', 'fail']);
  });

  it('compares the uplink with the bit rate', () => {
    const findings = [2_900_000, 4_000_000, 9_000_000].map((rate) => judgeUplink(rate, 3_000));
    assert.deepEqual(statuses(findings), ['fail', 'warn', 'ok']);
  });

  it('says what to do exactly when there is something to do', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1e12, noNaN: true }), (value) => {
        for (const finding of [
          judgeEncoderSpeed(value, 'x'),
          judgeDiskSpace(value, 0, 3_000),
          judgeDiskSync([value]),
          judgeClock(value),
          judgeUplink(value, 3_000),
        ])
          assert.equal(finding.cure === null, finding.status === 'ok');
      }),
    );
  });
});
