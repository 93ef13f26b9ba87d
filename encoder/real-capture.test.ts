import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { after, before, describe, type TestContext, test } from 'node:test';
import { promisify } from 'node:util';
import { freeTcpPort, freeUdpPort } from '../fixtures/capture/free-port.ts';
import { inspectLog, type LogContents, meanVolumeDb } from '../fixtures/capture/inspect-log.ts';
import { startRtspServer } from '../fixtures/capture/rtsp-server.ts';
import { startSpeech } from '../fixtures/capture/speech.ts';
import { startRtmpServer, startSrtSender, startUdpSender } from '../fixtures/capture/stream-sender.ts';
import { startVirtualScreen } from '../fixtures/capture/virtual-screen.ts';
import { type CaptureOptions, captureArgs } from './capture-args.ts';
import { startFfmpeg } from './ffmpeg-process.ts';
import { findFfmpeg } from './find-ffmpeg.ts';
import { inputArgs } from './inputs/input-args.ts';
import type { Container } from './log-output-args.ts';
import { parseSource } from './source.ts';
import type { VideoVariant } from './video-variant.ts';

const run = promisify(execFile);
const { ffmpegPath, version } = await findFfmpeg();
const framesPerSecond = 25;
const segmentSeconds = 1;
const durationSeconds = 4;
const large: VideoVariant = {
  name: '180p',
  width: 320,
  height: 180,
  framesPerSecond,
  videoKbps: 300,
  audioKbps: 64,
};
const small: VideoVariant = { ...large, name: '90p', width: 160, height: 90, videoKbps: 100 };

type Capture = {
  readonly source: string;
  readonly container: Container;
  readonly variants?: readonly VideoVariant[];
  readonly paced?: boolean;
  readonly encoder?: CaptureOptions['encoder'];
};

/** Captures four seconds of a source into capture logs and looks into them; one a variant. */
async function capture(
  context: TestContext,
  { source, container, variants = [large], paced = true, encoder = 'libx264' }: Capture,
): Promise<readonly LogContents[]> {
  const runDir = await mkdtemp(join(tmpdir(), 'surecast-capture-'));
  context.after(() => rm(runDir, { recursive: true, force: true }));
  for (const { name } of variants) await mkdir(join(runDir, name));
  const input = inputArgs(parseSource(source), {
    platform: process.platform,
    paced,
    framesPerSecond,
    ...(source === 'test' ? { width: 320, height: 180 } : {}),
  });
  const args = captureArgs({
    input,
    variants,
    container,
    segmentSeconds,
    runDirectory: runDir,
    rotateSeconds: 2,
    timelineOffsetSeconds: 0,
    // A copy cannot end between frames that depend on each other.
    ...(typeof encoder === 'string' ? { durationSeconds } : {}),
    paced,
    encoder,
    ffmpegMajor: version.major,
  });
  const handle = await startFfmpeg({ ffmpegPath, args, runDir });
  context.after(() => handle.kill());
  assert.deepEqual(await handle.exited, { code: 0 }, await handle.log());
  return Promise.all(variants.map(({ name }) => inspectLog(join(runDir, name))));
}

/** Every frame is there at its place, keyframes stand on the grid and only there, audio spans the same time. */
function assertWhole({ videoTimes, keyframeTimes, audioTimes, fileNames }: LogContents): void {
  const frame = (index: number) => 10 + index / framesPerSecond;
  const expected = Array.from({ length: durationSeconds * framesPerSecond }, (_, index) => frame(index));
  assert.deepEqual(videoTimes.map(toMilliseconds), expected.map(toMilliseconds));
  assert.deepEqual(keyframeTimes.map(toMilliseconds), [10_000, 11_000, 12_000, 13_000]);
  assert.deepEqual(
    fileNames.map((name) => name.replace(/\..*/, '')),
    ['log-000000', 'log-000001'],
  );
  const steps = audioTimes.slice(1).map((time, index) => time - (audioTimes[index] ?? 0));
  assert.ok(
    steps.every((step) => Math.abs(step - 1024 / 48_000) < 0.001),
    `audio has a gap: steps of ${Math.min(...steps)} to ${Math.max(...steps)} s`,
  );
  assert.ok(Math.abs((audioTimes[0] ?? 0) - 10) < 0.05, `audio begins at ${audioTimes[0]}`);
  assert.ok(Math.abs((audioTimes.at(-1) ?? 0) - 14) < 0.1, `audio ends at ${audioTimes.at(-1)}`);
}

function toMilliseconds(seconds: number): number {
  return Math.round(seconds * 1000);
}

describe('captures for real', { concurrency: true, timeout: 120_000 }, () => {
  for (const container of ['ts', 'fmp4'] as const) {
    test(`the test pattern in two variants that are cut at the same frames (${container})`, async (context) => {
      const logs = await capture(context, { source: 'test', container, variants: [large, small] });
      for (const log of logs) assertWhole(log);
    });
  }

  const withScreen = { skip: process.platform === 'linux' ? false : 'Xvfb and PulseAudio are for Linux' };
  test('a screen with speech', withScreen, async (context) => {
    const screen = await startVirtualScreen({ width: 320, height: 180 });
    context.after(() => screen.stop());
    const speech = await startSpeech();
    context.after(() => speech.stop());
    Object.assign(process.env, speech.environment);
    const source = `screen:${screen.display},audio:${speech.source}`;
    for (const log of await capture(context, { source, container: 'fmp4' })) {
      assertWhole(log);
      assert.ok((await meanVolumeDb(log.joined)) > -45);
    }
  });

  test('an SRT sender that is called', async (context) => {
    const url = `srt://127.0.0.1:${await freeUdpPort()}`;
    const sender = await startSrtSender({ url: `${url}?mode=listener` });
    context.after(() => sender.stop());
    for (const log of await capture(context, { source: url, container: 'ts' })) assertWhole(log);
  });

  test('an SRT sender that calls', async (context) => {
    const url = `srt://127.0.0.1:${await freeUdpPort()}`;
    const sender = await startSrtSender({ url });
    context.after(() => sender.stop());
    for (const log of await capture(context, { source: `${url}?mode=listener`, container: 'fmp4' }))
      assertWhole(log);
  });

  test('UDP', async (context) => {
    const url = `udp://127.0.0.1:${await freeUdpPort()}`;
    const sender = await startUdpSender({ url });
    context.after(() => sender.stop());
    for (const log of await capture(context, { source: url, container: 'ts' })) assertWhole(log);
  });

  test('RTMP', async (context) => {
    const url = `rtmp://127.0.0.1:${await freeTcpPort()}/live/stream`;
    const sender = await startRtmpServer({ url });
    context.after(() => sender.stop());
    for (const log of await capture(context, { source: url, container: 'ts' })) assertWhole(log);
  });

  test('RTSP', async (context) => {
    const camera = await startRtspServer();
    context.after(() => camera.stop());
    for (const log of await capture(context, { source: camera.url, container: 'fmp4' })) assertWhole(log);
  });

  test('HLS', async (context) => {
    const folder = await mkdtemp(join(tmpdir(), 'surecast-hls-'));
    context.after(() => rm(folder, { recursive: true, force: true }));
    await makeFile(join(folder, 'stream.m3u8'), ['-f', 'hls', '-hls_time', '1', '-hls_list_size', '0']);
    const server = createServer((request, response) => {
      createReadStream(join(folder, basename(request.url ?? '')))
        .on('error', () => response.destroy())
        .pipe(response);
    }).listen(0, '127.0.0.1');
    context.after(() => server.close());
    await once(server, 'listening');
    const address = server.address();
    assert.ok(address !== null && typeof address === 'object');
    const source = `http://127.0.0.1:${address.port}/stream.m3u8`;
    for (const log of await capture(context, { source, container: 'ts' })) assertWhole(log);
  });
});

describe('takes a recording', { concurrency: true, timeout: 120_000 }, () => {
  let folder = '';
  let path = '';
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'surecast-file-'));
    path = join(folder, 'recording.mp4');
    await makeFile(path, []);
  });
  after(() => rm(folder, { recursive: true, force: true }));

  for (const paced of [true, false]) {
    test(`encoded, ${paced ? 'at its own rate' : 'as fast as can be'}`, async (context) => {
      for (const log of await capture(context, { source: path, container: 'fmp4', paced })) assertWhole(log);
    });
  }

  for (const container of ['ts', 'fmp4'] as const) {
    test(`copied as it is into ${container}`, async (context) => {
      const encoder = { copyVideo: 'h264' } as const;
      for (const log of await capture(context, { source: path, container, paced: false, encoder }))
        assertWhole(log);
    });
  }
});

/** A recording of four seconds with B-frames and a keyframe every second. */
async function makeFile(path: string, format: readonly string[]): Promise<void> {
  const source = `testsrc2=size=320x180:rate=${framesPerSecond}:duration=4[out0];sine=duration=4:sample_rate=48000[out1]`;
  const video = ['-c:v', 'libx264', '-preset', 'ultrafast', '-bf', '2', '-g', '25', '-sc_threshold', '0'];
  const sound = ['-c:a', 'aac', '-ac', '2'];
  await run(ffmpegPath, [
    '-nostdin',
    '-v',
    'error',
    '-f',
    'lavfi',
    '-i',
    source,
    ...video,
    ...sound,
    ...format,
    path,
  ]);
}
