import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { test } from 'node:test';
import { temporaryDirectory } from '../fixtures/temporary-directory.ts';
import { makeDirectoryDurably, writeDurably } from './durable-file.ts';
import { sweepLeftovers, temporaryName } from './leftovers.ts';

test('a file is there whole, in directories that are made, and nothing else is', async (t) => {
  const root = temporaryDirectory(t);
  const path = join(root, 'a', 'b', 'file.bin');
  await writeDurably(path, Buffer.from('whole'));
  assert.equal(readFileSync(path, 'utf8'), 'whole');
  assert.deepEqual(readdirSync(join(root, 'a', 'b')), ['file.bin']);
});

test('what an earlier life left half-written is in nobody’s way, and is swept; what this life writes is not', async (t) => {
  const root = temporaryDirectory(t);
  const path = join(root, 'folder', 'file.bin');
  mkdirSync(join(root, 'folder'));
  writeFileSync(`${path}.0123abcd.tmp`, 'half of something much longer than the rest');
  writeFileSync(temporaryName(path), 'being written');
  await writeDurably(`${path}.other`, Buffer.from('whole'));
  await sweepLeftovers(root, new AbortController().signal);
  assert.deepEqual(
    readdirSync(join(root, 'folder')).sort(),
    [basename(temporaryName(path)), 'file.bin.other'].sort(),
  );
  await sweepLeftovers(join(root, 'not there'), new AbortController().signal);
});

test('a secret is readable by its owner only', {
  skip: process.platform === 'win32' && 'other rights there',
}, async (t) => {
  const path = join(temporaryDirectory(t), 'key.pem');
  await writeDurably(path, Buffer.from('secret'), 0o600);
  assert.equal(statSync(path).mode & 0o777, 0o600);
});

test('what can not be written leaves nothing behind', async (t) => {
  const root = temporaryDirectory(t);
  const path = join(root, 'taken');
  mkdirSync(path);
  await assert.rejects(writeDurably(path, Buffer.from('x')), { code: 'EISDIR' });
  assert.deepEqual(readdirSync(root), ['taken']);
});

const canMount = process.platform === 'linux' && process.getuid?.() === 0;

test('a full disk leaves nothing half-written under any name', {
  skip: canMount ? false : 'needs root for a small disk',
}, async (t) => {
  const root = temporaryDirectory(t);
  const disk = join(root, 'disk');
  mkdirSync(disk);
  if (spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', disk]).status !== 0)
    return t.skip('no disk can be mounted here');
  try {
    await assert.rejects(writeDurably(join(disk, 'file.bin'), Buffer.alloc(200_000, 1)), { code: 'ENOSPC' });
    assert.deepEqual(readdirSync(disk), []);
    await writeDurably(join(disk, 'file.bin'), Buffer.alloc(1_000, 1));
  } finally {
    spawnSync('umount', ['-l', disk]);
  }
});

test('a directory where the system makes none is refused, not waited for', {
  skip: process.platform !== 'linux',
}, async () => {
  await assert.rejects(makeDirectoryDurably('/proc/nowhere/below'), { code: 'ENOENT' });
});
