import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { temporaryDirectory } from '../catalog/testing/temporary-directory.ts';
import { writeDurably } from './durable-file.ts';

test('a file is there whole, in directories that are made, and nothing else is', async (t) => {
  const root = temporaryDirectory(t);
  const path = join(root, 'a', 'b', 'file.bin');
  await writeDurably(path, Buffer.from('whole'));
  assert.equal(readFileSync(path, 'utf8'), 'whole');
  assert.deepEqual(readdirSync(join(root, 'a', 'b')), ['file.bin']);
});

test('what a crash left half-written is written over', async (t) => {
  const path = join(temporaryDirectory(t), 'file.bin');
  writeFileSync(`${path}.tmp`, 'half of something much longer than the rest');
  await writeDurably(path, Buffer.from('whole'));
  assert.equal(readFileSync(path, 'utf8'), 'whole');
  assert.ok(!existsSync(`${path}.tmp`));
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
