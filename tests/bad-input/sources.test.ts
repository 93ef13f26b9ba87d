import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, symlinkSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, it } from 'node:test';
import { judgeBroadcast } from '../judge/judge-broadcast.ts';
import { expectRefusal, type Refusal } from '../testing/expect-refusal.ts';
import { liveArgs } from '../testing/live-args.ts';
import { runSurecast } from '../testing/surecast-process.ts';
import { createWorkplace, smallPicture, type Workplace } from '../testing/workplace.ts';

/** The same each time: one in some hundred random files looks like a film to FFmpeg. */
const garbage = Buffer.concat(
  Array.from({ length: 1_600 }, (_, n) => createHash('sha256').update(`${n}`).digest()),
);

const noVideo = { status: 2, code: 'SOURCE_NO_VIDEO' } as const;
const notFound = { status: 2, code: 'SOURCE_NOT_FOUND' } as const;

const sources: readonly (readonly [string, (place: Workplace) => string | Promise<string>, Refusal])[] = [
  ['a file that is not there', () => 'nowhere.mp4', { ...notFound, names: 'nowhere.mp4' }],
  ['a folder', ({ root }) => root, noVideo],
  ['garbage', async ({ root }) => made(root, garbage), noVideo],
  ['an empty file', async ({ root }) => made(root, Buffer.alloc(0)), noVideo],
  ['sound alone', ({ root }) => encoded(root, ['-f', 'lavfi', '-i', 'sine=d=1']), noVideo],
  ['a device that is not there', () => 'device:No Such Camera', { ...notFound, names: 'No Such Camera' }],
  ['a file that is no device', () => 'device:/dev/null', noVideo],
];

describe('a source that gives nothing', { concurrency: 2 }, () => {
  for (const [what, source, refusal] of sources) {
    it(`is refused when it is ${what}`, async (t) => {
      const place = await createWorkplace(t);
      const args = ['live', '--data', place.data, '--source', await source(place)];
      await expectRefusal(args, refusal, { cwd: place.root });
      assert.equal(existsSync(place.data), false, 'nothing is begun');
    });
  }

  it('is refused by deliver as well', async (t) => {
    const { data, root } = await createWorkplace(t);
    await expectRefusal(['deliver', 'nowhere.mp4', '--data', data], notFound, { cwd: root });
    const noise = await made(root, garbage);
    await expectRefusal(['deliver', noise, '--data', data], noVideo);
    assert.equal(existsSync(data), false);
  });

  it('is said when nobody sends to an address', async (t) => {
    const { data } = await createWorkplace(t);
    const args = ['live', '--data', data, '--source', 'rtmp://127.0.0.1:1/live/planted-key'];
    await expectRefusal(args, { status: 1, code: 'SOURCE_UNREACHABLE' });
    const { stderr } = await runSurecast(args);
    assert.ok(!stderr.includes('planted-key'), 'the stream key is not shown');
  });

  it('that ends is a broadcast of what it gave', async (t) => {
    const place = await createWorkplace(t);
    const file = encoded(place.root, [
      '-f',
      'lavfi',
      '-i',
      'testsrc2=s=320x180:r=25:d=3',
      '-f',
      'lavfi',
      '-i',
      'sine=d=3',
    ]);
    const folder = place.folder('origin');
    const end = await runSurecast([...liveArgs(place, [folder.url]), '--source', file]);
    assert.equal(end.status, 0, end.stdout + end.stderr);
    await judgeBroadcast(folder.view, 'show', { ...smallPicture, frames: 75 });
  });
});

describe('an FFmpeg that can’t be used', { concurrency: 2 }, () => {
  it('is missed by its name when SURECAST_FFMPEG names none', async (t) => {
    const { data, root } = await createWorkplace(t);
    const env = { SURECAST_FFMPEG: join(root, 'no-ffmpeg') };
    await expectRefusal(
      ['live', '--data', data],
      { status: 1, code: 'FFMPEG_MISSING', names: 'no-ffmpeg' },
      { env },
    );
    assert.equal(existsSync(data), false);
  });

  it('is missed when PATH has none, and set-up may bring none', async (t) => {
    const { data, root } = await createWorkplace(t);
    const bin = join(root, 'bin');
    mkdirSync(bin);
    // A path with Node alone, so that the set-up finds neither FFmpeg nor a package manager.
    symlinkSync(process.execPath, join(bin, 'node'));
    const { status, stdout, stderr } = await runSurecast(['live', '--data', data], { env: { PATH: bin } });
    assert.deepEqual([status, stdout], [1, '']);
    assert.ok(stderr.includes('FFMPEG_MISSING'), stderr);
    assert.doesNotMatch(stderr, /^\s+at /m);
    assert.equal(existsSync(data), false);
  });

  it('is refused when it is too old, or something else', async (t) => {
    const { data, root } = await createWorkplace(t);
    const old = join(root, 'old', 'ffmpeg');
    await writeScript(old, 'echo "ffmpeg version 4.2.7 Copyright (c) 2000-2022 the FFmpeg developers"');
    const tooOld = { status: 1, code: 'FFMPEG_TOO_OLD', names: '4.2.7' } as const;
    await expectRefusal(['live', '--data', data], tooOld, { env: { SURECAST_FFMPEG: old } });
    const other = join(root, 'other', 'ffmpeg');
    await writeScript(other, 'echo hello');
    const none = { status: 1, code: 'FFMPEG_MISSING' } as const;
    await expectRefusal(['live', '--data', data], none, { env: { SURECAST_FFMPEG: other } });
    assert.equal(existsSync(data), false);
  });
});

async function made(root: string, bytes: Uint8Array): Promise<string> {
  const path = join(root, 'source.mp4');
  await writeFile(path, bytes);
  return path;
}

function encoded(root: string, input: readonly string[]): string {
  const path = join(root, 'encoded.mkv');
  const { status, stderr } = spawnSync('ffmpeg', ['-v', 'error', ...input, path]);
  assert.equal(status, 0, String(stderr));
  return path;
}

async function writeScript(path: string, line: string): Promise<void> {
  mkdirSync(dirname(path), { recursive: true });
  await writeFile(path, `#!/bin/sh\n${line}\n`);
  chmodSync(path, 0o755);
}
