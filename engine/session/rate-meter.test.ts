import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { rateHistory } from '../../contract/api/console-snapshot.ts';
import { createRateMeter } from './rate-meter.ts';

const captured = {
  type: 'segment-captured',
  broadcast: 'show',
  variant: '720p',
  sequence: 0,
  seconds: 2,
  sizeBytes: 500_000,
} as const;
const verified = {
  type: 'upload-verified',
  broadcast: 'show',
  originUrl: 's3://a/live',
  key: 'k',
  kind: 'segment',
  sizeBytes: 500_000,
  afterMs: 100,
} as const;

describe('the rates of the last minute', () => {
  it('are those of what was captured and proved, also between two segments', () => {
    let nowMs = 100_000;
    const meter = createRateMeter(() => nowMs);
    for (let segment = 0; segment < 20; segment += 1) {
      nowMs += 2_000;
      meter.note(captured);
      meter.note(verified);
      meter.noteBacklog(1_000 * segment);
    }
    nowMs += 1_900;
    const { lastMinute, lastHour } = rateHistory.parse(meter.history());
    const steady = lastMinute.slice(-35);
    assert.ok(steady.every(({ capturedBitsPerSecond }) => Math.abs(capturedBitsPerSecond - 2_000_000) < 1));
    assert.ok(
      steady.slice(0, -2).every(({ uplinkBitsPerSecond }) => Math.abs(uplinkBitsPerSecond - 2_000_000) < 1),
    );
    assert.equal(lastMinute.at(-1)?.backlogBytes, 19_000);
    assert.equal(lastHour.length, 60);
    const { capturedBitsPerSecond } = meter.recent();
    assert.ok(capturedBitsPerSecond > 1_800_000 && capturedBitsPerSecond < 2_000_001);
  });

  it('fall to nothing when the source is away', () => {
    let nowMs = 100_000;
    const meter = createRateMeter(() => nowMs);
    meter.note(captured);
    nowMs += 10_000;
    assert.equal(meter.history().lastMinute.at(-1)?.capturedBitsPerSecond, 0);
  });
});
