import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { after, before } from 'node:test';
import { promisify } from 'node:util';
import { findFfmpeg } from './find-ffmpeg.ts';
import { longestCopiedSegmentSeconds } from './probe-keyframes.ts';
import { probeSource } from './probe-source.ts';
import { listProcesses } from './process-table.ts';

const run = promisify(execFile);
const ffmpeg = await findFfmpeg();
let folder = '';

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'surecast-probe-'));
});
after(() => rm(folder, { recursive: true, force: true }));

async function make(name: string, args: readonly string[]): Promise<string> {
  const path = join(folder, name);
  await run(ffmpeg.ffmpegPath, ['-nostdin', '-v', 'error', ...args, path]);
  return path;
}

const picture = 'testsrc2=size=320x180:rate=25:duration=5';
const tone = ['-f', 'lavfi', '-i', 'sine=duration=5'];

test('finds size, rate, codecs and length of a file', async () => {
  const path = await make('plain 100%.mp4', ['-f', 'lavfi', '-i', picture, ...tone]);
  const probe = await probeSource({ kind: 'file', path }, ffmpeg);
  assert.deepEqual(probe?.video, { width: 320, height: 180, framesPerSecond: 25, codec: 'h264' });
  assert.equal(probe.audio?.codec, 'aac');
  assert.equal(Math.round(probe.durationSeconds ?? 0), 5);
});

test('finds the longest segment that a file’s own keyframes make', async () => {
  const forced = ['-force_key_frames', '0,0.4,2.4,3.2', '-x264-params', 'keyint=infinite:scenecut=0'];
  const path = await make('keyframes.mp4', ['-f', 'lavfi', '-i', picture, ...forced]);
  const seconds = await longestCopiedSegmentSeconds(path, 2, ffmpeg);
  assert.equal(seconds.toFixed(2), '2.60');
  assert.equal((await longestCopiedSegmentSeconds(path, 1, ffmpeg)).toFixed(2), '2.40');
});

test('says what is wrong with a file', async () => {
  const text = join(folder, 'text.mp4');
  await writeFile(text, 'no media at all');
  const sound = await make('sound.wav', tone);
  const cases = [
    [join(folder, 'missing.mp4'), 'SOURCE_NOT_FOUND'],
    [folder, 'SOURCE_NO_VIDEO'],
    [text, 'SOURCE_NO_VIDEO'],
    [sound, 'SOURCE_NO_VIDEO'],
  ] as const;
  for (const [path, code] of cases)
    await assert.rejects(probeSource({ kind: 'file', path }, ffmpeg), { code });
});

test('does not touch a sender that connects to us, nor the test pattern', async () => {
  const url = 'srt://127.0.0.1:9?mode=listener';
  assert.equal(await probeSource({ kind: 'url', url, protocol: 'srt', listens: true }, ffmpeg), undefined);
  assert.equal(await probeSource({ kind: 'test' }, ffmpeg), undefined);
});

test('gives up on a silent server and leaves no process behind', async (context) => {
  const server = createServer(() => undefined).listen(0, '127.0.0.1');
  context.after(() => server.close());
  await new Promise((settle) => server.once('listening', settle));
  const address = server.address();
  assert.ok(address !== null && typeof address === 'object');
  const url = `rtmp://127.0.0.1:${address.port}/live/silent`;
  const source = { kind: 'url', url, protocol: 'rtmp', listens: false } as const;
  await assert.rejects(probeSource(source, ffmpeg, 1_500), { code: 'SOURCE_UNREACHABLE' });
  const left = (await listProcesses()).filter(({ commandWords }) => commandWords.includes(url));
  assert.deepEqual(left, []);
});

test('says that nobody answers', async () => {
  const source = { kind: 'url', url: 'rtsp://127.0.0.1:1/a', protocol: 'rtsp', listens: false } as const;
  await assert.rejects(probeSource(source, ffmpeg), { code: 'SOURCE_UNREACHABLE' });
});
