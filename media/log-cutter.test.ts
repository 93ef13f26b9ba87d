import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { countPackets, decodeErrors, type LogSpec, recordLog } from '../fixtures/capture-log.ts';
import { fc } from '../fixtures/property-testing.ts';
import { checkSegment } from './check-segment.ts';
import { type Container, type Cut, type InitCut, type SegmentCut, ticksPerSecond } from './cut.ts';
import { createLogCutter } from './log-cutter.ts';

const containers: readonly Container[] = ['ts', 'fmp4'];

const cases: readonly Omit<LogSpec, 'container' | 'seconds'>[] = [
  { rate: '25' },
  { rate: '30', audio: false, bFrames: 0 },
  { rate: '30000/1001' },
  { rate: '50', keyframeSeconds: 1, bFrames: 3 },
  { rate: '60000/1001', keyframeSeconds: 1, audio: false },
  { rate: '25', codec: 'hevc' },
];

function cutWhole(container: Container, log: Uint8Array, keyframeSeconds = 2): Cut[] {
  const cutter = createLogCutter(container, { segmentTicks: keyframeSeconds * ticksPerSecond });
  return [...cutter.push(log), ...cutter.finish('cleanly')];
}

const segmentsOf = (cuts: readonly Cut[]): SegmentCut[] => cuts.filter((cut) => cut.kind === 'segment');
const initOf = (cuts: readonly Cut[]): InitCut | undefined => cuts.find((cut) => cut.kind === 'init');
const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0);

/** All of a cut, with a hash for its bytes: a failing comparison of long arrays takes minutes to print. */
const outline = (cut: Cut) => ({ ...cut, bytes: createHash('sha256').update(cut.bytes).digest('hex') });

for (const container of containers) {
  for (const spec of cases) {
    test(`${container} ${JSON.stringify(spec)}: every byte, every frame, each segment alone`, () => {
      const log = recordLog({ container, seconds: 7.3, ...spec });
      const cuts = cutWhole(container, log, spec.keyframeSeconds);
      const segments = segmentsOf(cuts);
      const init = initOf(cuts)?.bytes;
      assert.ok(Buffer.concat(cuts.map((cut) => cut.bytes)).equals(log));
      assert.equal(segments.length, spec.keyframeSeconds === 1 ? 8 : 4);
      assert.deepEqual(
        {
          video: sum(segments.map((one) => one.videoFrames)),
          audio: sum(segments.map((one) => one.audioFrames)),
        },
        countPackets(log),
      );
      for (const [index, segment] of segments.entries()) {
        assert.deepEqual(segment.defects, []);
        const previous = segments[index - 1];
        if (previous !== undefined) {
          assert.equal(segment.startOffset, previous.endOffset);
          assert.ok(Math.abs(segment.startPts - previous.endPts) <= 1);
        }
        const examined = checkSegment(container, segment.bytes, init, { nearPts: segment.startPts });
        assert.deepEqual(examined.defects, []);
        assert.equal(examined.startsWithKeyframe, true);
        assert.equal(examined.startPts, segment.startPts);
        assert.ok(Math.abs(examined.endPts - segment.endPts) <= 2);
        assert.equal(examined.videoFrames, segment.videoFrames);
        assert.equal(examined.audioFrames, segment.audioFrames);
      }
      const [first] = segments;
      assert.ok(first);
      assert.equal(decodeErrors(Buffer.concat([init ?? new Uint8Array(0), first.bytes])), '');
    });
  }

  const log = recordLog({ container, seconds: 6.3 });
  const cuts = cutWhole(container, log);

  test(`${container}: format and position are known`, () => {
    const cutter = createLogCutter(container, { segmentTicks: 180_000 });
    cutter.push(log);
    assert.deepEqual(cutter.videoFormat, { codec: 'avc1.64000b', width: 160, height: 90, frameRate: 30 });
    assert.equal(cutter.audioCodec, 'mp4a.40.2');
    const [first] = segmentsOf(cuts);
    assert.ok(first);
    assert.equal(cutter.newestPts, first.startPts + 188 * 3000);
    assert.equal(cutter.nextBoundaryPts, first.startPts + 4 * 180_000);
  });

  test(`${container}: any chunking gives the same cuts`, () => {
    const sizes = fc.array(fc.oneof(fc.integer({ min: 1, max: 400 }), fc.integer({ min: 1, max: 60_000 })), {
      minLength: 1,
      maxLength: 50,
    });
    fc.assert(
      fc.property(sizes, (chunkSizes) => {
        const cutter = createLogCutter(container, { segmentTicks: 180_000 });
        const found: Cut[] = [];
        for (let at = 0, turn = 0; at < log.length; turn++) {
          const size = chunkSizes[turn % chunkSizes.length] ?? 1;
          found.push(...cutter.push(log.subarray(at, at + size)));
          at += size;
        }
        found.push(...cutter.finish('cleanly'));
        assert.deepEqual(found.map(outline), cuts.map(outline));
      }),
      { numRuns: 30 },
    );
  });

  test(`${container}: a resume at any segment gives the same rest`, () => {
    const segments = segmentsOf(cuts);
    const init = initOf(cuts)?.bytes;
    for (const [index, segment] of segments.entries()) {
      const cutter = createLogCutter(container, {
        segmentTicks: 180_000,
        gridOrigin: segments[0]?.startPts ?? 0,
        resume: { previousEndPts: segment.endPts, ...(init === undefined ? {} : { init }) },
      });
      const rest = [...cutter.push(log.subarray(segment.endOffset)), ...cutter.finish('cleanly')];
      const expected = segments.slice(index + 1).map((one) => ({
        ...outline(one),
        startOffset: one.startOffset - segment.endOffset,
        endOffset: one.endOffset - segment.endOffset,
      }));
      assert.deepEqual(rest.map(outline), expected);
    }
  });

  test(`${container}: a copied stream is cut at its own keyframes`, () => {
    const cutter = createLogCutter(container, { segmentTicks: 90_000, copied: true });
    const found = segmentsOf([...cutter.push(log), ...cutter.finish('cleanly')]);
    assert.deepEqual(
      found.map((one) => [one.videoFrames, ...one.defects]),
      [[60], [60], [60], [9]],
    );
  });

  test(`${container}: a segment that goes beyond the grid is found too long`, () => {
    const cutter = createLogCutter(container, { segmentTicks: 90_000 });
    const found = segmentsOf([...cutter.push(log), ...cutter.finish('cleanly')]);
    assert.deepEqual(
      found.map((one) => one.defects),
      [['too-long'], ['too-long'], ['too-long'], []],
    );
  });
}

test('ts: a segment comes out with the first packet of the next keyframe', () => {
  const log = recordLog({ container: 'ts', seconds: 4.2 });
  const [first] = segmentsOf(cutWhole('ts', log));
  assert.ok(first);
  const cutter = createLogCutter('ts', { segmentTicks: 180_000 });
  assert.deepEqual(cutter.push(log.subarray(0, first.endOffset + 3 * 188 + 187)), []);
  assert.equal(
    cutter.push(log.subarray(first.endOffset + 3 * 188 + 187, first.endOffset + 4 * 188)).length,
    1,
  );
});

test('fmp4: a segment that ends on the grid comes out with its own last byte, once the first one has shown the grid', () => {
  const log = recordLog({ container: 'fmp4', seconds: 6.2 });
  const [, second] = segmentsOf(cutWhole('fmp4', log));
  assert.ok(second);
  const cutter = createLogCutter('fmp4', { segmentTicks: 180_000 });
  assert.equal(segmentsOf(cutter.push(log.subarray(0, second.endOffset - 1))).length, 1);
  assert.equal(segmentsOf(cutter.push(log.subarray(second.endOffset - 1, second.endOffset))).length, 1);
});

test('ts: timestamps go on across the 33-bit wrap', () => {
  const log = recordLog({ container: 'ts', seconds: 8.2, offsetSeconds: 95_439, rate: '25' });
  const segments = segmentsOf(cutWhole('ts', log));
  assert.deepEqual(
    segments.map((one) => one.defects),
    [[], [], [], [], []],
  );
  assert.ok(segments.some((one) => one.startPts < 2 ** 33 && one.endPts > 2 ** 33));
  assert.deepEqual(
    segments.map((one) => one.startPts - (segments[0]?.startPts ?? 0)),
    [0, 180_000, 360_000, 540_000, 720_000],
  );
  const wrapped = segments.at(-1);
  const before = segments.at(-2);
  assert.ok(wrapped && before);
  const resumed = createLogCutter('ts', {
    segmentTicks: 180_000,
    gridOrigin: segments[0]?.startPts ?? 0,
    resume: { previousEndPts: before.endPts },
  });
  const [again] = segmentsOf([...resumed.push(log.subarray(before.endOffset)), ...resumed.finish('cleanly')]);
  assert.equal(again?.startPts, wrapped.startPts);
});
