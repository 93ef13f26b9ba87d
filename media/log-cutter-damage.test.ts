import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { recordLog } from '../fixtures/capture-log.ts';
import { fc } from '../fixtures/property-testing.ts';
import { checkSegment } from './check-segment.ts';
import type { Container, Cut, SegmentCut } from './cut.ts';
import { createLogCutter } from './log-cutter.ts';

function cutWhole(container: Container, log: Uint8Array): Cut[] {
  const cutter = createLogCutter(container, { segmentTicks: 180_000 });
  return [...cutter.push(log), ...cutter.finish('cleanly')];
}

const segmentsOf = (cuts: readonly Cut[]): SegmentCut[] => cuts.filter((cut) => cut.kind === 'segment');
const defectsOf = (cuts: readonly Cut[]): readonly string[][] =>
  segmentsOf(cuts).map((one) => [...one.defects]);
/** All of a cut, with a hash for its bytes: a failing comparison of long arrays takes minutes to print. */
const outline = (cut: Cut) => ({ ...cut, bytes: createHash('sha256').update(cut.bytes).digest('hex') });
const copyOf = (log: Uint8Array): Uint8Array => Uint8Array.from(log);

/** Puts other bytes in the place of `log` from `from` to `to`. */
function replace(log: Uint8Array, from: number, to: number, bytes: Uint8Array): Uint8Array {
  return Buffer.concat([log.subarray(0, from), bytes, log.subarray(to)]);
}

function at<T>(list: readonly T[], index: number): T {
  const one = list[index];
  assert.ok(one !== undefined);
  return one;
}

for (const container of ['ts', 'fmp4'] as const) {
  const log = recordLog({ container, seconds: 8.4 });
  const cuts = cutWhole(container, log);
  const segments = segmentsOf(cuts);
  const second = at(segments, 1);
  const middle = second.startOffset + Math.floor(second.bytes.length / 2 / 188) * 188;

  test(`${container}: a stretch of zeros or noise damages its segment and no other`, () => {
    const noise = Uint8Array.from({ length: 4096 }, (_, index) => (index * 7919 + (index >> 3)) & 0xff);
    for (const junk of [new Uint8Array(4096), noise]) {
      const found = cutWhole(container, replace(log, middle, middle + 4096, junk));
      assert.equal(segmentsOf(found).length, segments.length);
      for (const [index, segment] of segmentsOf(found).entries()) {
        if (index === 1) assert.ok(segment.defects.includes('damaged'));
        else assert.deepEqual([segment.defects, segment.videoFrames], [[], at(segments, index).videoFrames]);
      }
      assert.equal(Buffer.concat(found.map((one) => one.bytes)).length, log.length);
    }
  });

  test(`${container}: bytes that are missing or added damage their segment and no other`, () => {
    for (const [from, to, bytes] of [
      [middle, middle + 1000, new Uint8Array(0)],
      [middle, middle + 1, new Uint8Array(0)],
      [middle, middle, new Uint8Array(777)],
    ] as const) {
      const found = defectsOf(cutWhole(container, replace(log, from, to, bytes)));
      assert.equal(found.length, segments.length);
      assert.ok(
        found.every((defects, index) => defects.length > 0 === (index === 1)),
        JSON.stringify(found),
      );
    }
  });

  test(`${container}: a missing segment shows where the next one does not join on`, () => {
    const found = defectsOf(
      cutWhole(container, replace(log, second.startOffset, second.endOffset, new Uint8Array(0))),
    );
    assert.equal(found.length, segments.length - 1);
    assert.ok(found.flat().length > 0);
    assert.deepEqual(found.slice(2), [[], []]);
  });

  test(`${container}: a log that begins again shows one discontinuity`, () => {
    const found = segmentsOf(cutWhole(container, Buffer.concat([log, log])));
    assert.equal(found.length, segments.length * 2);
    assert.ok(at(found, segments.length).defects.includes('discontinuous'));
    for (const segment of found.slice(segments.length + 1)) assert.deepEqual(segment.defects, []);
  });

  test(`${container}: any single byte may be anything, and at most two segments are the worse for it`, () => {
    fc.assert(
      fc.property(fc.nat(log.length - 1), fc.nat(255), (offset, value) => {
        const changed = copyOf(log);
        changed[offset] = value;
        const found = cutWhole(container, changed);
        const bad = segmentsOf(found).filter((one) => one.defects.length > 0);
        assert.ok(bad.length <= 2, JSON.stringify(defectsOf(found)));
      }),
      { numRuns: 1000 },
    );
  });

  test(`${container}: damage anywhere gives the same cuts whatever the chunks`, () => {
    const edit = fc.record({
      offset: fc.nat(log.length),
      remove: fc.nat(5000),
      insert: fc.uint8Array({ maxLength: 2000 }),
    });
    fc.assert(
      fc.property(
        fc.array(edit, { minLength: 1, maxLength: 4 }),
        fc.integer({ min: 1, max: 9000 }),
        (edits, size) => {
          let bytes: Uint8Array = log;
          for (const { offset, remove, insert } of edits)
            bytes = replace(bytes, offset, offset + remove, insert);
          const options = { segmentTicks: 180_000, maxSegmentBytes: 30_000 };
          const cutter = createLogCutter(container, options);
          const whole = createLogCutter(container, options);
          const found: Cut[] = [];
          for (let from = 0; from < bytes.length; from += size)
            found.push(...cutter.push(bytes.subarray(from, from + size)));
          const expected = whole.push(bytes);
          assert.deepEqual(
            [...found, ...cutter.finish('cleanly')].map(outline),
            [...expected, ...whole.finish('cleanly')].map(outline),
          );
        },
      ),
      { numRuns: 60, interruptAfterTimeLimit: 20_000 },
    );
  });

  test(`${container}: after the first keyframe every byte is in exactly one piece, damaged or not`, () => {
    fc.assert(
      fc.property(
        fc.nat(log.length - 1),
        fc.uint8Array({ maxLength: 400 }),
        fc.integer({ min: 5000, max: 200_000 }),
        (offset, junk, limit) => {
          const bytes = replace(log, offset, offset + 300, junk);
          const cutter = createLogCutter(container, { segmentTicks: 180_000, maxSegmentBytes: limit });
          const found = [...cutter.push(bytes), ...cutter.finish('cleanly')];
          const pieces = segmentsOf(found);
          for (const [index, piece] of pieces.entries()) {
            assert.ok(Buffer.from(bytes.subarray(piece.startOffset, piece.endOffset)).equals(piece.bytes));
            if (index > 0) assert.equal(piece.startOffset, at(pieces, index - 1).endOffset);
          }
          // What is torn at the end is dropped, as after a kill.
          const asKilled = createLogCutter(container, { segmentTicks: 180_000, maxSegmentBytes: limit });
          const killed = segmentsOf([...asKilled.push(bytes), ...asKilled.finish('killed')]);
          const ends = [bytes.length, killed.at(-1)?.endOffset];
          assert.ok(pieces.length === 0 || ends.includes(pieces.at(-1)?.endOffset));
        },
      ),
      { numRuns: 200 },
    );
  });

  test(`${container}: garbage gives nothing, and never throws`, () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 5000 }), (garbage) => {
        assert.deepEqual(segmentsOf(cutWhole(container, garbage)), []);
        checkSegment(container, garbage, garbage);
        const init = cuts.find((cut) => cut.kind === 'init')?.bytes;
        assert.ok(checkSegment(container, garbage, init).defects.includes('empty'));
      }),
    );
  });

  test(`${container}: a segment that is too large is cut off, and the next keyframe begins a good one`, () => {
    const maxSegmentBytes = Math.ceil(second.bytes.length * 0.8);
    const cutter = createLogCutter(container, { segmentTicks: 180_000, maxSegmentBytes });
    const found = segmentsOf([...cutter.push(log), ...cutter.finish('cleanly')]);
    assert.ok(found.some((one) => one.defects.includes('oversized')));
    assert.ok(found.every((one) => one.bytes.length <= maxSegmentBytes + 188));
    assert.deepEqual(at(found, found.length - 1).defects, []);
  });

  test(`${container}: a segment file that lost its end or its beginning is found out`, () => {
    const init = cuts.find((cut) => cut.kind === 'init')?.bytes;
    const whole = checkSegment(container, second.bytes, init);
    assert.deepEqual(whole.defects, []);
    assert.ok(checkSegment(container, second.bytes.subarray(0, -100), init).defects.includes('truncated'));
    assert.ok(
      checkSegment(container, second.bytes.subarray(40 * 188), init).defects.includes('no-keyframe-first'),
    );
    assert.deepEqual(checkSegment(container, new Uint8Array(0), init).defects, ['empty']);
  });
}

test('ts: a transport error and a wrong continuity counter are damage', () => {
  const log = recordLog({ container: 'ts', seconds: 4.4 });
  const first = at(segmentsOf(cutWhole('ts', log)), 0);
  const packet = Math.floor(first.bytes.length / 2 / 188) * 188;
  for (const [byte, mask] of [
    [1, 0x80],
    [3, 0x05],
  ] as const) {
    const changed = copyOf(log);
    changed[packet + byte] = (changed[packet + byte] ?? 0) ^ mask;
    assert.deepEqual(defectsOf(cutWhole('ts', changed)), [['damaged'], [], []]);
  }
});

test('ts: a frame that is missing whole is a gap', () => {
  // Without B-frames and audio, a frame whose packets stand alone can be left out; counters are set right again.
  const log = recordLog({ container: 'ts', seconds: 4.4, audio: false, bFrames: 0 });
  const pidAt = (offset: number) => (((log[offset + 1] ?? 0) & 0x1f) << 8) | (log[offset + 2] ?? 0);
  const isStart = (offset: number) => ((log[offset + 1] ?? 0) & 0x40) !== 0;
  const offsets = Array.from({ length: log.length / 188 }, (_, index) => index * 188);
  const starts = offsets.filter((offset) => pidAt(offset) === 256 && isStart(offset));
  const endOf = (start: number) =>
    at(
      offsets.filter((offset) => offset > start && (isStart(offset) || pidAt(offset) !== 256)),
      0,
    );
  const missing = at(starts, 20);
  const cutOut = replace(log, missing, endOf(missing), new Uint8Array(0));
  for (let offset = 0, counter = 0; offset < cutOut.length; offset += 188) {
    const pid = (((cutOut[offset + 1] ?? 0) & 0x1f) << 8) | (cutOut[offset + 2] ?? 0);
    if (pid === 256) cutOut[offset + 3] = ((cutOut[offset + 3] ?? 0) & 0xf0) | (counter++ & 0x0f);
  }
  const [first] = segmentsOf(cutWhole('ts', cutOut));
  assert.deepEqual([first?.defects, first?.videoFrames], [['frame-gap'], 59]);
});

test('fmp4: boxes of impossible sizes are damage and do not stop the cutter', () => {
  const log = recordLog({ container: 'fmp4', seconds: 6.4 });
  const [first, second] = segmentsOf(cutWhole('fmp4', log));
  assert.ok(first && second);
  const mdat = Buffer.from(log).indexOf('mdat', second.startOffset) - 4;
  for (const size of [0, 1, 7, 8, 0x7fff_ffff, 0xffff_ffff]) {
    const changed = copyOf(log);
    new DataView(changed.buffer).setUint32(mdat, size);
    const found = defectsOf(cutWhole('fmp4', changed));
    assert.equal(found.length, 4);
    assert.ok(at(found, 1).includes('damaged'), `size ${size}`);
    assert.deepEqual([found[0], found[3]], [[], []], `size ${size}`);
  }
});

test('fmp4: an impossible time in the first fragment does not spoil the grid of the others', () => {
  const log = recordLog({ container: 'fmp4', seconds: 6.4 });
  const expected = segmentsOf(cutWhole('fmp4', log));
  const time = Buffer.from(log).indexOf('tfdt') + 8;
  for (const value of [0x10, 0xad, 0xff]) {
    const changed = copyOf(log);
    changed[time] = value;
    const sound = segmentsOf(cutWhole('fmp4', changed)).filter(({ defects }) => defects.length === 0);
    assert.deepEqual(sound.map(outline), expected.slice(1).map(outline));
  }
});
