import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeErrors, recordLog } from '../fixtures/capture-log.ts';
import { fc } from '../fixtures/property-testing.ts';
import type { Container, Cut, SegmentCut } from './cut.ts';
import { createLogCutter } from './log-cutter.ts';
import { soundHead } from './sound-head.ts';

const segmentTicks = 180_000;

function cutKilled(container: Container, log: Uint8Array): Cut[] {
  const cutter = createLogCutter(container, { segmentTicks });
  return [...cutter.push(log), ...cutter.finish('killed')];
}

const segmentsOf = (cuts: readonly Cut[]): SegmentCut[] => cuts.filter((cut) => cut.kind === 'segment');

for (const container of ['ts', 'fmp4'] as const) {
  const log = recordLog({ container, seconds: 2.4 });
  const cuts = cutKilled(container, log);
  const init = cuts.find((cut) => cut.kind === 'init')?.bytes;
  const [first] = segmentsOf(cuts);
  assert.ok(first !== undefined);

  /** The segment as it comes from a log in which sectors of it never arrived. */
  const withHole = (from: number, to: number): SegmentCut | undefined => {
    const damaged = Uint8Array.from(log);
    damaged.fill(0, first.startOffset + from, first.startOffset + to);
    return segmentsOf(cutKilled(container, damaged))[0];
  };

  test(`${container}: what stands before a hole is a segment without a defect`, () => {
    const places = fc.integer({ min: 1, max: Math.floor(first.bytes.length / 512) - 1 });
    fc.assert(
      fc.property(places, fc.integer({ min: 1, max: 8 }), (sector, sectors) => {
        const from = sector * 512;
        const damaged = withHole(from, Math.min(from + sectors * 512, first.bytes.length));
        if (damaged === undefined || damaged.defects.length === 0) return;
        const head = soundHead(container, damaged, { segmentTicks, init });
        if (head === undefined) return;
        assert.deepEqual(head.defects, []);
        assert.equal(head.startPts, first.startPts);
        assert.equal(head.endOffset - head.startOffset, head.bytes.length);
        const kept = Buffer.from(first.bytes.subarray(0, head.bytes.length));
        assert.ok(kept.equals(head.bytes), 'nothing of the hole is in it');
        const cutOff = segmentsOf(cutKilled(container, log.subarray(0, first.startOffset + from)));
        assert.ok(head.videoFrames >= (cutOff[0]?.videoFrames ?? 0), 'all that a cut off log would give');
      }),
      { numRuns: 60 },
    );
  });

  test(`${container}: it decodes alone`, () => {
    const middle = Math.floor(first.bytes.length / 1024) * 512;
    const damaged = withHole(middle, middle + 4096);
    const head = damaged && soundHead(container, damaged, { segmentTicks, init });
    assert.ok(head !== undefined && head.videoFrames > 0);
    assert.equal(decodeErrors(Buffer.concat([init ?? new Uint8Array(0), head.bytes])), '');
  });

  test(`${container}: nothing is made of a segment that is sound, or wrong in another way`, () => {
    const options = { segmentTicks, init };
    assert.equal(
      soundHead(container, { ...first, defects: ['discontinuous', 'damaged'] }, options),
      undefined,
    );
    const rest = { ...first, bytes: first.bytes.subarray(188 * 40), defects: ['damaged'] as const };
    assert.equal(soundHead(container, rest, options), undefined);
  });
}
