import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { it } from 'node:test';
import { temporaryDirectory } from '../../fixtures/temporary-directory.ts';
import { createTar } from './tar.ts';

it('an archive is what tar reads, with names, bytes and times', (t) => {
  const root = temporaryDirectory(t);
  const files = [
    { name: 'a/empty', bytes: Buffer.alloc(0) },
    { name: 'a/block', bytes: Buffer.alloc(512, 'x') },
    { name: 'b', bytes: Buffer.from('über\n') },
  ];
  writeFileSync(join(root, 'archive.tar'), createTar(files, Date.parse('2026-11-21T12:00:00Z')));
  const { status, stderr } = spawnSync('tar', ['-xf', 'archive.tar'], { cwd: root, encoding: 'utf8' });
  assert.deepEqual([status, stderr], [0, '']);
  for (const { name, bytes } of files) assert.deepEqual(readFileSync(join(root, name)), bytes);
  assert.equal(statSync(join(root, 'b')).mtime.toISOString(), '2026-11-21T12:00:00.000Z');
});

it('a name that does not fit is refused, not cut', () => {
  assert.throws(() => createTar([{ name: 'n'.repeat(101), bytes: Buffer.alloc(0) }], 0), RangeError);
});
