import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { inspectLog } from '../fixtures/capture/inspect-log.ts';
import { until } from '../fixtures/capture/launch.ts';
import { captureArgs } from './capture-args.ts';
import { startFfmpeg } from './ffmpeg-process.ts';
import { findFfmpeg } from './find-ffmpeg.ts';
import { encoderDelay, framesInFlight } from './video-encoder-args.ts';

const { ffmpegPath, version } = await findFfmpeg();
const width = 64;
const height = 36;
const given = 100;

/** Frames that a quarter-second fragment may hold back besides. */
const fragmentFrames = { ts: 0, fmp4: 8 } as const;

for (const container of ['ts', 'fmp4'] as const) {
  const skip = process.platform === 'win32' ? 'named pipes are made differently there' : false;
  test(`a kill of FFmpeg loses less than a second of ${container}`, {
    skip,
    timeout: 60_000,
  }, async (context) => {
    const runDir = await mkdtemp(join(tmpdir(), 'surecast-kill-'));
    context.after(() => rm(runDir, { recursive: true, force: true }));
    await mkdir(join(runDir, '36p'));
    const source = join(runDir, 'source');
    execFileSync('mkfifo', [source]);
    const raw = ['-f', 'rawvideo', '-pixel_format', 'yuv420p', '-video_size', `${width}x${height}`];
    const args = captureArgs({
      input: {
        args: [...raw, '-framerate', '30', '-i', source],
        hasVideo: true,
        hasAudio: false,
        audioInput: 0,
        live: true,
        endsByItself: false,
      },
      variants: [{ name: '36p', width, height, framesPerSecond: 30, videoKbps: 100, audioKbps: 64 }],
      container,
      segmentSeconds: 2,
      runDirectory: runDir,
      timelineOffsetSeconds: 0,
      paced: true,
      encoder: 'libx264',
      ffmpegMajor: version.major,
    });
    const handle = await startFfmpeg({ ffmpegPath, args, runDir });
    context.after(() => handle.kill());
    const writer = await open(source, 'w');
    context.after(() => writer.close());
    await writer.writeFile(Buffer.alloc(((width * height * 3) / 2) * given, 128));

    // The source stays open and silent: what is not in the log now is what a kill loses.
    const heldBack = framesInFlight(encoderDelay(30)) + fragmentFrames[container];
    assert.ok(heldBack < 30);
    const frames = async () => (await inspectLog(join(runDir, '36p'))).videoTimes.length;
    await until(async () => ((await frames()) >= given - heldBack ? true : undefined));
    handle.kill();
    assert.equal((await handle.exited).signal, 'SIGKILL');
    assert.ok((await frames()) >= given - heldBack);
  });
}
