import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, type TestContext, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { sweepLeftovers } from '../disk/leftovers.ts';
import { logFileName } from '../encoder/capture-log.ts';
import { decodeErrors } from '../fixtures/capture-log.ts';
import {
  CuttingScene,
  filesOf,
  logDirectory,
  makeDataDirectory,
  recordLog,
  segmentsOf,
  variantName,
} from './testing/cutting-scene.ts';

const program = fileURLToPath(new URL('./testing/cut-until-killed.ts', import.meta.url));
const logs = mkdtempSync(join(tmpdir(), 'surecast-test-'));
after(() => rmSync(logs, { recursive: true, force: true }));
const containers = ['ts', 'fmp4'] as const;
for (const container of containers) recordLog(join(logs, container), container);

function dataDirectory(t: TestContext, container: 'ts' | 'fmp4'): string {
  const root = mkdtempSync(join(tmpdir(), 'surecast-test-'));
  t.after(() => rmSync(root, { recursive: true, force: true }));
  makeDataDirectory(root, join(logs, container), container);
  return root;
}

/** The bytes of a directory's files in the order of a stream: the initialization section first. */
function joined(directory: string): Buffer {
  const names = readdirSync(directory).sort(
    (a, b) => Number(b.startsWith('init')) - Number(a.startsWith('init')) || a.localeCompare(b),
  );
  return Buffer.concat(names.map((name) => readFileSync(join(directory, name))));
}

/** What a life without any trouble makes of the log. */
async function undisturbed(t: TestContext, container: 'ts' | 'fmp4') {
  const root = dataDirectory(t, container);
  const scene = new CuttingScene(root);
  await scene.finish();
  scene.close();
  return { segments: segmentsOf(root), files: filesOf(root) };
}

for (const container of containers) {
  test(`a log of ${container} becomes whole segments on the grid, and is gone then`, async (t) => {
    const root = dataDirectory(t, container);
    const scene = new CuttingScene(root);
    await scene.finish();
    const segments = segmentsOf(root);
    assert.equal(segments.length, 8);
    segments.forEach((segment, index) => {
      assert.deepEqual([segment.sequence, segment.gapReason, segment.discontinuity], [index, null, 0]);
      const isLast = index === 7;
      assert.equal(segment.endPts - segment.startPts, isLast ? 45_000 : 90_000);
      assert.equal(segment.videoFrames, isLast ? 15 : 30);
      assert.equal(segment.programDateTimeMs, 1_700_000_000_000 + index * 1000);
    });
    assert.deepEqual(readdirSync(logDirectory(root)), []);
    const totals = scene.catalog.uploads.totals(1, 1);
    assert.equal(totals.pendingFiles, container === 'ts' ? 8 : 9);
    assert.equal(scene.events.filter((event) => event.type === 'segment-captured').length, 8);
    scene.close();
    assert.deepEqual(joined(join(root, 'broadcasts', 'show', variantName)), joined(join(logs, container)));
  });

  test(`letting go of ${container} after each segment and going on makes the same segments`, async (t) => {
    const expected = await undisturbed(t, container);
    const root = dataDirectory(t, container);
    for (let lives = 0; segmentsOf(root).length < 8; lives += 1) {
      assert.ok(lives < 20);
      const scene: CuttingScene = new CuttingScene(root, { onEntered: () => scene.cutting.abandon() });
      await scene.finish();
      scene.close();
    }
    assert.deepEqual(segmentsOf(root), expected.segments);
    assert.deepEqual(filesOf(root), expected.files);
  });

  test(`kills at any moment change nothing in what becomes of ${container}`, async (t) => {
    const expected = await undisturbed(t, container);
    const root = dataDirectory(t, container);
    for (let kill = 0; kill < 5; kill += 1) await cutAndKill(root);
    // As the program does after each start.
    await sweepLeftovers(root, new AbortController().signal);
    const scene = new CuttingScene(root);
    await scene.finish();
    scene.close();
    assert.deepEqual(segmentsOf(root), expected.segments);
    assert.deepEqual(filesOf(root), expected.files);
    assert.deepEqual(readdirSync(logDirectory(root)), []);
  });

  test(`a life after the last segment of ${container} finds nothing more to do`, async (t) => {
    const root = dataDirectory(t, container);
    for (let life = 0; life < 3; life += 1) {
      const scene = new CuttingScene(root);
      if (life === 2) scene.cutting.finish('killed');
      await scene.finish();
      scene.close();
    }
    assert.equal(segmentsOf(root).length, 8);
  });

  test(`what of ${container} is damaged is kept aside and becomes a gap, and the rest is as it was`, async (t) => {
    const expected = await undisturbed(t, container);
    const root = dataDirectory(t, container);
    const path = join(logDirectory(root), logFileName(1, container === 'ts' ? 'ts' : 'mp4'));
    const bytes = readFileSync(path);
    bytes.fill(0, Math.floor(bytes.length * 0.45), Math.floor(bytes.length * 0.5));
    writeFileSync(path, bytes);
    const scene = new CuttingScene(root);
    await scene.finish();
    scene.close();
    const segments = segmentsOf(root);
    const gaps = segments.filter((segment) => segment.gapReason !== null);
    assert.ok(gaps.length >= 1 && gaps.length <= 2, JSON.stringify(segments.map((s) => s.gapReason)));
    const whole = segments.filter((segment) => segment.gapReason === null).map((segment) => segment.sha256);
    const expectedHashes = expected.segments.map((segment) => segment.sha256);
    for (const hash of whole) assert.ok(expectedHashes.includes(hash));
    assert.equal(whole.length + gaps.length, 8);
    assert.equal(readdirSync(join(root, 'broadcasts', 'show', 'aside')).length, gaps.length);
    assert.equal(scene.events.filter((event) => event.type === 'gap').length, gaps.length);
  });

  test(`what of ${container} stands before a hole that a power cut left is kept, and the hole is a gap`, async (t) => {
    const expected = await undisturbed(t, container);
    const root = dataDirectory(t, container);
    const extension = container === 'ts' ? 'ts' : 'mp4';
    const [first, last] = [0, readdirSync(logDirectory(root)).length - 1].map((index) =>
      join(logDirectory(root), logFileName(index, extension)),
    );
    for (const path of [first, last]) {
      assert.ok(path !== undefined);
      const bytes = readFileSync(path);
      const from = path === first ? Math.floor(bytes.length / 8192) * 4096 : bytes.length - 3_000;
      writeFileSync(path, bytes.fill(0, from, from + (path === first ? 4_096 : 2_500)));
    }
    const scene = new CuttingScene(root, { leftBehind: true });
    scene.cutting.finish('killed');
    await scene.finish();
    scene.close();
    const segments = segmentsOf(root);
    const gaps = segments.filter((segment) => segment.gapReason !== null);
    assert.equal(gaps.length, 1, 'at the end there is nothing behind the hole that could be a gap');
    segments.forEach((segment, index) => {
      assert.equal(segment.sequence, index);
      assert.equal(segment.startPts, segments[index - 1]?.endPts ?? segment.startPts);
    });
    const frames = (rows: typeof segments) =>
      rows.reduce((sum, row) => sum + (row.gapReason === null ? row.videoFrames : 0), 0);
    const lost = frames(expected.segments) - frames(segments);
    assert.ok(lost > 0 && lost < 30, `${lost} frames are lost, of 30 in each of the two segments`);
    assert.deepEqual(readdirSync(logDirectory(root)), []);
  });

  test(`a log of ${container} is followed while it grows, and recycled behind the newest segment`, async (t) => {
    const expected = await undisturbed(t, container);
    const root = dataDirectory(t, container);
    const names = readdirSync(logDirectory(root)).sort();
    const parts = names.map((name) => ({ name, bytes: readFileSync(join(logDirectory(root), name)) }));
    for (const name of names) rmSync(join(logDirectory(root), name));
    const scene = new CuttingScene(root);
    const running = scene.cutting.run();
    let most = 0;
    for (const { name, bytes } of parts) {
      for (let at = 0; at < bytes.length; at += 40_000) {
        appendFileSync(join(logDirectory(root), name), bytes.subarray(at, at + 40_000));
        await new Promise((resolve) => setTimeout(resolve, 5));
        most = Math.max(most, readdirSync(logDirectory(root)).length);
      }
    }
    scene.cutting.finish('cleanly');
    await running;
    scene.close();
    assert.deepEqual(segmentsOf(root), expected.segments);
    assert.ok(most <= names.length);
  });
}

test('a frame of which a full disk took only whole packets is dropped, though FFmpeg said nothing', async (t) => {
  const root = dataDirectory(t, 'ts');
  const log = joined(logDirectory(root));
  const isWithinFrame = (packet: number) => log.readUInt32BE(packet * 188) >>> 4 === 0x4701001;
  const packets = Array.from({ length: log.length / 188 }, (_, packet) => packet);
  const within = packets.findLast(isWithinFrame);
  assert.ok(within !== undefined);
  const torn = log.subarray(0, (within + 1) * 188);
  // So many packets of nothing before it that it ends with a block of the disk: 1,024 packets are 47 blocks.
  const nothing = Buffer.alloc(188, 0xff);
  nothing.writeUInt32BE(0x471f_ff10);
  const padding = Buffer.concat(Array.from({ length: 1_024 - ((within + 1) % 1_024) }, () => nothing));
  rmSync(logDirectory(root), { recursive: true });
  mkdirSync(logDirectory(root));
  writeFileSync(join(logDirectory(root), logFileName(0, 'ts')), Buffer.concat([padding, torn]));
  assert.notEqual(decodeErrors(torn), '');
  const scene = new CuttingScene(root);
  await scene.finish();
  scene.close();
  assert.deepEqual(
    segmentsOf(root).flatMap(({ gapReason }) => gapReason ?? []),
    [],
  );
  assert.equal(decodeErrors(joined(join(root, 'broadcasts', 'show', variantName))), '');
});

/** Lets the program cut the log and kills it somewhere between its start and its end. */
async function cutAndKill(root: string): Promise<void> {
  const child = spawn(process.execPath, [program, root], { stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = once(child, 'exit');
  await Promise.race([once(child.stdout, 'data'), exited]);
  setTimeout(() => child.kill('SIGKILL'), Math.random() * 12);
  await exited;
}

const canMount = process.platform === 'linux' && process.getuid?.() === 0;

test('a full disk holds the cutting up, and nothing more', {
  skip: canMount ? false : 'needs root for a small disk',
}, async (t) => {
  const expected = await undisturbed(t, 'fmp4');
  const root = mkdtempSync(join(tmpdir(), 'surecast-test-'));
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=6m', 'tmpfs', root]);
  if (mounted.status !== 0) return t.skip('no disk can be mounted here');
  t.after(() => {
    spawnSync('umount', ['-l', root]);
    rmSync(root, { recursive: true, force: true });
  });
  makeDataDirectory(root, join(logs, 'fmp4'), 'fmp4');
  const ballast = join(root, 'ballast');
  const troubles: unknown[] = [];
  const scene = new CuttingScene(root, {
    onEntered: () => {
      if (existsSync(ballast) || segmentsSoFar(scene) !== 3) return;
      mkdirSync(join(root, 'full'), { recursive: true });
      fill(ballast);
    },
    onTrouble: (error) => {
      troubles.push(error);
      if (troubles.length === 2) rmSync(ballast);
    },
  });
  await scene.finish();
  scene.close();
  assert.ok(troubles.length >= 2);
  assert.deepEqual(segmentsOf(root), expected.segments);
  assert.deepEqual(filesOf(root), expected.files);
});

const segmentsSoFar = (scene: CuttingScene) => scene.catalog.media.counts(1)[0]?.segments ?? 0;

/** Takes all the space there is. */
function fill(path: string): void {
  try {
    for (;;) appendFileSync(path, Buffer.alloc(4096, 1));
  } catch (error) {
    assert.ok(error instanceof Error && 'code' in error && error.code === 'ENOSPC');
  }
}
