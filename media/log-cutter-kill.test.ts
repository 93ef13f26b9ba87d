import assert from 'node:assert/strict';
import { test } from 'node:test';
import { countPackets, decodeErrors, recordLog } from '../fixtures/capture-log.ts';
import { fc } from '../fixtures/property-testing.ts';
import { checkSegment } from './check-segment.ts';
import type { Container, Cut, SegmentCut } from './cut.ts';
import { createLogCutter } from './log-cutter.ts';

/** A log that was cut off at a byte, as a kill or a power cut leaves it. */
function cutKilled(container: Container, log: Uint8Array): Cut[] {
  const cutter = createLogCutter(container, { segmentTicks: 180_000 });
  return [...cutter.push(log), ...cutter.finish('killed')];
}

const segmentsOf = (cuts: readonly Cut[]): SegmentCut[] => cuts.filter((cut) => cut.kind === 'segment');
const initOf = (cuts: readonly Cut[]): Uint8Array =>
  cuts.find((cut) => cut.kind === 'init')?.bytes ?? new Uint8Array(0);
const framesOf = (cuts: readonly Cut[]): number =>
  segmentsOf(cuts).reduce((total, one) => total + one.videoFrames, 0);

for (const container of ['ts', 'fmp4'] as const) {
  const log = recordLog({ container, seconds: 4.4 });
  const whole = cutKilled(container, log);

  test(`${container}: a log cut off at any byte gives whole segments without a defect`, () => {
    let previousFrames = 0;
    for (let length = 0; length <= log.length; length += 37) {
      const cuts = cutKilled(container, log.subarray(0, length));
      const frames = framesOf(cuts);
      assert.ok(frames >= previousFrames, `fewer frames with more bytes, at ${length}`);
      previousFrames = frames;
      for (const segment of segmentsOf(cuts)) {
        assert.deepEqual(segment.defects, [], `at ${length}`);
        const examined = checkSegment(container, segment.bytes, initOf(cuts));
        assert.deepEqual(examined.defects, [], `at ${length}`);
        assert.equal(examined.videoFrames, segment.videoFrames, `at ${length}`);
        assert.equal(examined.audioFrames, segment.audioFrames, `at ${length}`);
      }
    }
  });

  test(`${container}: a log whose last bytes a full disk refused loses what is torn, however FFmpeg ended`, () => {
    const lastUnit = container === 'ts' ? 188 : 1_000;
    for (let missing = 1; missing < lastUnit; missing += 11) {
      const torn = log.subarray(0, log.length - missing);
      const cutter = createLogCutter(container, { segmentTicks: 180_000 });
      assert.deepEqual([...cutter.push(torn), ...cutter.finish('cleanly')], cutKilled(container, torn));
    }
  });

  test(`${container}: what is left after a cut at any byte decodes alone`, () => {
    for (let part = 3; part <= 9; part += 2) {
      const length = Math.floor((log.length * part) / 10) - part * 61;
      const cuts = cutKilled(container, log.subarray(0, length));
      const last = segmentsOf(cuts).at(-1);
      assert.ok(last, `at ${length}`);
      const file = Buffer.concat([initOf(cuts), last.bytes]);
      assert.equal(decodeErrors(file), '', `at ${length}`);
      assert.deepEqual(
        countPackets(file),
        { video: last.videoFrames, audio: last.audioFrames },
        `at ${length}`,
      );
    }
  });

  test(`${container}: zeros at the end cost no more than the frame or fragment they hit`, () => {
    const lengths = fc.integer({ min: Math.floor(log.length / 4), max: log.length });
    fc.assert(
      fc.property(lengths, fc.integer({ min: 1, max: 20_000 }), (length, zeros) => {
        const clean = framesOf(cutKilled(container, log.subarray(0, length)));
        const cuts = cutKilled(container, Buffer.concat([log.subarray(0, length), new Uint8Array(zeros)]));
        for (const segment of segmentsOf(cuts)) assert.deepEqual(segment.defects, []);
        assert.ok(framesOf(cuts) >= clean - 16);
        // Up to three zeros may be the end of a fragment as well as not.
        assert.ok(framesOf(cuts) <= framesOf(cutKilled(container, log.subarray(0, length + 3))));
      }),
      { numRuns: 150 },
    );
  });

  test(`${container}: garbage at the end is dropped`, () => {
    const lengths = fc.integer({ min: Math.floor(log.length / 4), max: log.length });
    fc.assert(
      fc.property(lengths, fc.uint8Array({ minLength: 1, maxLength: 3000 }), (length, tail) => {
        const clean = framesOf(cutKilled(container, log.subarray(0, length)));
        const cuts = cutKilled(container, Buffer.concat([log.subarray(0, length), tail]));
        for (const segment of segmentsOf(cuts))
          assert.deepEqual(
            segment.defects.filter((one) => one !== 'damaged'),
            [],
          );
        assert.ok(framesOf(cuts) >= clean - 16);
      }),
      { numRuns: 150 },
    );
  });

  test(`${container}: sizes of all kinds in a torn end are not believed`, () => {
    const lengths = fc.integer({ min: Math.floor(log.length / 4), max: log.length });
    const size = fc.tuple(fc.constantFrom(0, 1, 16, 127, 255), fc.nat(255), fc.nat(255), fc.nat(255));
    fc.assert(
      fc.property(lengths, fc.array(size, { minLength: 1, maxLength: 8 }), (length, sizes) => {
        const tail = Uint8Array.from(sizes.flat());
        for (const segment of segmentsOf(
          cutKilled(container, Buffer.concat([log.subarray(0, length), tail])),
        ))
          assert.ok(!segment.defects.includes('oversized'));
      }),
    );
  });

  test(`${container}: a log that was killed after its last byte loses at most its last frame`, () => {
    const cutter = createLogCutter(container, { segmentTicks: 180_000 });
    const all = [...cutter.push(log), ...cutter.finish('cleanly')];
    assert.ok(framesOf(all) - framesOf(whole) <= 1);
  });
}

test('ts: loses at most the frame that was being written', () => {
  const log = recordLog({ container: 'ts', seconds: 2.4, audio: false });
  const isFrameStart = (offset: number) => log[offset + 1] === 0x41 && log[offset + 2] === 0;
  for (let length = 188 * 5, begun = 1; length < log.length; length += 188) {
    if (isFrameStart(length - 188) && length > 188 * 5) begun++;
    const kept = framesOf(cutKilled('ts', log.subarray(0, length)));
    assert.ok(begun - kept <= 1, `${begun} begun, ${kept} kept at ${length}`);
  }
});
