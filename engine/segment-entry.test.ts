import assert from 'node:assert/strict';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { addRun, makeBroadcast, sha256 } from '../catalog/testing/test-broadcast.ts';
import type { EngineEvent } from '../contract/engine-events.ts';
import { MediaClock } from '../encoder/media-clock.ts';
import { temporaryDirectory } from '../fixtures/temporary-directory.ts';
import type { InitCut, SegmentCut } from '../media/cut.ts';
import { SegmentEntry } from './segment-entry.ts';

const unixMs = 1_700_000_000_000;
const place = { end: { fileIndex: 3, fileOffset: 44 }, gridOriginPts: 900_000 };

function sceneOf(t: TestContext) {
  const made = makeBroadcast(temporaryDirectory(t), {
    container: 'fmp4',
    originUrls: ['file:/a', 'file:/b'],
  });
  t.after(() => made.catalog.close());
  const { catalog, root } = made;
  const broadcast = catalog.broadcasts.byName('show');
  const [variant] = catalog.broadcasts.variants(made.broadcastId);
  assert.ok(broadcast !== undefined && variant !== undefined);
  const events: EngineEvent[] = [];
  const entryOf = (runId: number, initFileId: number | null = null) => {
    const run = catalog.runs.list(broadcast.id).find((candidate) => candidate.id === runId);
    assert.ok(run !== undefined);
    const clock = new MediaClock({ unixMs, pts: 900_000 });
    const listener = (event: EngineEvent) => void events.push(event);
    return new SegmentEntry(
      { catalog, root, broadcast, run, variant, clock, listener, onEntered: () => undefined },
      initFileId,
    );
  };
  const rows = () => catalog.media.timeline(variant.id, made.originIds[0] ?? 0, 0);
  return { ...made, variantId: variant.id, events, entryOf, rows };
}

function cutOf(index: number, changes: Partial<SegmentCut> = {}): SegmentCut {
  const startPts = 900_000 + index * 180_000;
  const bytes = Buffer.from(`media ${index}`);
  return {
    kind: 'segment',
    bytes,
    startOffset: 0,
    endOffset: 1,
    startPts,
    endPts: startPts + 180_000,
    videoFrames: 60,
    audioFrames: 90,
    defects: [],
    ...changes,
  };
}

const init: InitCut = {
  kind: 'init',
  bytes: Buffer.from('ftyp moov'),
  endOffset: 9,
  video: undefined,
  audioCodec: undefined,
};

test('a segment is a file, a row, an upload to each origin, and the place to go on from', async (t) => {
  const scene = sceneOf(t);
  const entry = scene.entryOf(scene.runId);
  await entry.enterInit(init);
  await entry.enterSegment(cutOf(0), place);
  const [row] = scene.rows();
  const file = scene.catalog.media.file(row?.fileId ?? 0);
  assert.equal(readFileSync(join(scene.root, file?.path ?? ''), 'utf8'), 'media 0');
  assert.deepEqual([row?.sha256, row?.initSha256], [sha256('media 0'), sha256('ftyp moov')]);
  for (const originId of scene.originIds)
    assert.equal(scene.catalog.uploads.totals(scene.broadcastId, originId).pendingFiles, 2);
  const cursor = scene.catalog.runs.cursor(scene.runId, scene.variantId);
  assert.deepEqual(cursor, {
    fileIndex: 3,
    fileOffset: 44,
    previousEndPts: 1_080_000,
    gridOriginPts: 900_000,
    clockUnixMs: unixMs,
    clockPts: 900_000,
    initFileId: row?.initFileId,
  });
});

test('the same initialization section is entered once, also by a later run', async (t) => {
  const scene = sceneOf(t);
  await scene.entryOf(scene.runId).enterInit(init);
  const later = scene.entryOf(addRun(scene.catalog, scene.broadcastId, 2));
  await later.enterInit(init);
  assert.equal((await later.initBytes())?.length, init.bytes.length);
  assert.equal(scene.catalog.uploads.totals(scene.broadcastId, scene.originIds[0] ?? 0).pendingFiles, 1);
});

test('a new run begins with one discontinuity, after a gap for what was lost before it', async (t) => {
  const scene = sceneOf(t);
  const first = scene.entryOf(scene.runId);
  for (const index of [0, 1]) await first.enterSegment(cutOf(index), place);
  const second = scene.entryOf(addRun(scene.catalog, scene.broadcastId, 2));
  for (const index of [4, 5]) await second.enterSegment(cutOf(index), place);
  assert.deepEqual(
    scene.rows().map((row) => [row.sequence, row.fileId === null, row.discontinuity]),
    [
      [0, false, 0],
      [1, false, 0],
      [2, true, 0],
      [3, true, 0],
      [4, false, 1],
      [5, false, 0],
    ],
  );
});

test('a segment that failed its check is kept aside, becomes a gap, and is said', async (t) => {
  const scene = sceneOf(t);
  await scene.entryOf(scene.runId).enterSegment(cutOf(0, { defects: ['damaged', 'frame-gap'] }), place);
  const [row] = scene.rows();
  assert.deepEqual([row?.fileId, row?.gapReason, row?.available], [null, 'damaged, frame-gap', 1]);
  assert.ok(
    statSync(join(scene.root, `broadcasts/show/aside/720p-00000000-${sha256('media 0').slice(0, 12)}.bin`))
      .size > 0,
  );
  assert.equal(scene.events[0]?.type, 'gap');
  assert.equal(scene.catalog.uploads.totals(scene.broadcastId, scene.originIds[0] ?? 0).pendingFiles, 0);
});

test('a gap longer than a playlist may name at once becomes several', async (t) => {
  const scene = sceneOf(t);
  const entry = scene.entryOf(scene.runId);
  const endPts = 900_000 + 450_000;
  await entry.enterSegment(cutOf(0, { defects: ['too-long'], endPts }), place);
  await entry.enterSegment(cutOf(0, { startPts: endPts, endPts: endPts + 180_000 }), place);
  const rows = scene.rows();
  assert.deepEqual(
    rows.map((row) => [row.sequence, row.startPts, row.endPts, row.programDateTimeMs - unixMs]),
    [
      [0, 900_000, 1_050_000, 0],
      [1, 1_050_000, 1_200_000, 1_667],
      [2, 1_200_000, 1_350_000, 3_333],
      [3, 1_350_000, 1_530_000, 5_000],
    ],
  );
});

test('a piece without any length is kept aside, and the log goes on behind it', async (t) => {
  const scene = sceneOf(t);
  const entry = scene.entryOf(scene.runId);
  await entry.enterSegment(cutOf(0, { defects: ['empty'], endPts: 900_000 }), place);
  assert.deepEqual(scene.rows(), []);
  assert.equal(scene.catalog.runs.cursor(scene.runId, scene.variantId)?.fileOffset, 44);
});
