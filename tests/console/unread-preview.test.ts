import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { captureArgs } from '../../encoder/capture-args.ts';
import { findFfmpeg } from '../../encoder/find-ffmpeg.ts';
import { parseProgress } from '../../encoder/progress.ts';
import { inspectLog } from '../../fixtures/capture/inspect-log.ts';
import { mountSmallDisk, noSmallDisks } from '../testing/small-disk.ts';

const variant = { name: 'v', width: 320, height: 180, framesPerSecond: 25, videoKbps: 300, audioKbps: 64 };
const captureSeconds = 32;
/** Four files of a second each, of both rings, and room to spare. */
const mostBytes = 8_000_000;

/** Captures for a while with a preview that nobody reads; what comes of it. */
async function capture(t: TestContext, sensesDirectory: string, source = testSource) {
  const run = mkdtempSync(join(tmpdir(), 'surecast-unread-'));
  t.after(() => rmSync(run, { recursive: true }));
  mkdirSync(join(run, variant.name));
  const { ffmpegPath, version } = await findFfmpeg();
  const args = captureArgs({
    input: { args: source, hasVideo: true, hasAudio: true, audioInput: 0, live: true, endsByItself: false },
    variants: [variant],
    container: 'ts',
    segmentSeconds: 1,
    runDirectory: run,
    timelineOffsetSeconds: 0,
    durationSeconds: captureSeconds,
    paced: true,
    encoder: 'libx264',
    ffmpegMajor: version.major,
    sensesDirectory,
  });
  const ffmpeg = spawn(ffmpegPath, args, { stdio: 'ignore' });
  t.after(() => ffmpeg.kill('SIGKILL'));
  const [code] = await once(ffmpeg, 'exit');
  const progress = parseProgress(readFileSync(join(run, 'progress'), 'utf8'));
  return { code, progress, log: await inspectLog(join(run, variant.name)) };
}

const testSource = [
  '-re',
  '-f',
  'lavfi',
  '-i',
  'testsrc2=size=320x180:rate=25[out0];sine=frequency=440:sample_rate=48000[out1]',
];

function assertWhole({ code, progress, log }: Awaited<ReturnType<typeof capture>>): void {
  assert.equal(code, 0);
  assert.deepEqual(
    [progress?.frame, progress?.droppedFrames, progress?.isEnd],
    [captureSeconds * 25, 0, true],
  );
  assert.equal(log.videoTimes.length, captureSeconds * 25);
  const steps = log.videoTimes.slice(1).map((time, at) => time - (log.videoTimes[at] ?? 0));
  assert.ok(
    steps.every((step) => Math.abs(step - 0.04) < 0.001),
    'no frame is missing',
  );
}

describe('a preview that nobody reads', { concurrency: true }, () => {
  it('costs the broadcast no frame, and no more room than its ring', async (t) => {
    const place = mkdtempSync(join(tmpdir(), 'surecast-ring-'));
    t.after(() => rmSync(place, { recursive: true }));
    assertWhole(await capture(t, place));
    const files = readdirSync(place);
    assert.equal(files.length, 8);
    const bytes = files.reduce((sum, file) => sum + statSync(join(place, file)).size, 0);
    assert.ok(bytes > 0 && bytes < mostBytes, `${bytes} bytes`);
  });

  it('costs it none where its place is not there', async (t) => {
    assertWhole(await capture(t, join(tmpdir(), 'surecast-no-such-place')));
  });

  it('costs it none where its place is full', { skip: noSmallDisks }, async (t) => {
    const disk = mountSmallDisk(t, 1);
    if (disk === undefined) return t.skip('a small disk can’t be mounted here');
    disk.fillUntilFree(100_000);
    assertWhole(await capture(t, disk.path));
    return undefined;
  });
});
