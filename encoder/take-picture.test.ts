import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import { temporaryDirectory } from '../fixtures/temporary-directory.ts';
import { findFfmpeg } from './find-ffmpeg.ts';
import { parseSource } from './source.ts';
import { takePicture } from './take-picture.ts';

const patienceMs = 60_000;
const take = async (source: string, timeoutMs = patienceMs) =>
  takePicture(parseSource(source), await findFfmpeg(), timeoutMs);

function assertJpeg(picture: Buffer): void {
  assert.equal(picture.subarray(0, 2).toString('hex'), 'ffd8');
  assert.equal(picture.subarray(-2).toString('hex'), 'ffd9');
}

test('a picture of the test pattern, and of a recording', async (t) => {
  assertJpeg(await take('test'));
  const file = join(temporaryDirectory(t), 'show.mp4');
  const { ffmpegPath } = await findFfmpeg();
  execFileSync(ffmpegPath, [
    '-loglevel',
    'error',
    '-f',
    'lavfi',
    '-i',
    'testsrc2=d=1',
    '-c:v',
    'mpeg4',
    file,
  ]);
  assertJpeg(await take(`file:${file}`));
});

test('what gives no picture is said, and within its time', async () => {
  await assert.rejects(take('file:/nowhere/show.mp4'), { code: 'SOURCE_NOT_FOUND' });
  await assert.rejects(take('udp://127.0.0.1:9', 300), { code: 'SOURCE_UNREACHABLE' });
});
