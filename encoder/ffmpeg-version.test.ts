import assert from 'node:assert/strict';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { isNewEnough, parseComponentNames, parseFfmpegVersion } from './ffmpeg-version.ts';
import { findFfmpeg } from './find-ffmpeg.ts';

async function captured(name: string): Promise<string> {
  return readFile(new URL(`../fixtures/captured/ffmpeg/${name}.txt`, import.meta.url), 'utf8');
}

test('reads versions', async () => {
  const read = (text: string) => {
    const version = parseFfmpegVersion(text);
    return version && [version.major, version.minor, isNewEnough(version)];
  };
  assert.deepEqual(read(await captured('5.1.9-version')), [5, 1, true]);
  assert.deepEqual(read(await captured('9.0.2-version')), [9, 0, true]);
  assert.deepEqual(read('ffmpeg version n4.4.6 Copyright'), [4, 4, false]);
  assert.deepEqual(read('ffmpeg version 5.0.1 Copyright'), [5, 0, false]);
  assert.deepEqual(read('ffmpeg version 10.2 Copyright'), [10, 2, true]);
  const snapshot = (avutil: string) =>
    `ffmpeg version N-109542-g1bf1 Copyright\nlibavutil      ${avutil} / 1`;
  assert.deepEqual(read(snapshot('56. 70.100')), [4, 1, false]);
  assert.deepEqual(read(snapshot('57. 17.100')), [5, 0, false]);
  assert.deepEqual(read(snapshot('60.  8.100')), [8, 1, true]);
  assert.equal(read('GNU bash, version 5.2'), undefined);
});

test('reads the names of encoders and devices', async () => {
  for (const version of ['5.1.9', '9.0.2']) {
    const encoders = parseComponentNames(await captured(`${version}-encoders`));
    for (const name of ['libx264', 'aac', 'h264_nvenc', 'h264_vaapi'])
      assert.ok(encoders.has(name), `${version} ${name}`);
    assert.ok(!encoders.has('='));
    assert.ok(encoders.size > 150);
    const devices = parseComponentNames(await captured(`${version}-devices`));
    for (const name of ['x11grab', 'v4l2', 'video4linux2', 'pulse', 'lavfi'])
      assert.ok(devices.has(name), `${version} ${name}`);
    assert.equal(devices.has('alsa'), version === '5.1.9');
  }
});

test('says which FFmpeg is missing or too old', { skip: process.platform === 'win32' }, async (context) => {
  const folder = await mkdtemp(join(tmpdir(), 'surecast-ffmpeg-'));
  context.after(() => rm(folder, { recursive: true, force: true }));
  await assert.rejects(findFfmpeg({ PATH: folder }), { code: 'FFMPEG_MISSING' });
  await assert.rejects(findFfmpeg({ SURECAST_FFMPEG: join(folder, 'none') }), { code: 'FFMPEG_MISSING' });
  const old = join(folder, 'ffmpeg');
  await writeFile(old, '#!/bin/sh\necho "ffmpeg version 4.4.1"\n');
  await chmod(old, 0o755);
  await assert.rejects(findFfmpeg({ PATH: folder }), { code: 'FFMPEG_TOO_OLD' });
  const other = join(folder, 'other');
  await writeFile(other, '#!/bin/sh\necho hello\n');
  await chmod(other, 0o755);
  await assert.rejects(findFfmpeg({ SURECAST_FFMPEG: other }), { code: 'FFMPEG_MISSING' });
});
