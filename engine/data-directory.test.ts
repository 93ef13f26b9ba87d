import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { ErrorCode } from '../contract/error-codes.ts';
import { SurecastError } from '../contract/surecast-error.ts';
import { temporaryDirectory } from '../fixtures/temporary-directory.ts';
import { defaultDataDirectory, isOwned, takeDataDirectory } from './data-directory.ts';

const program = fileURLToPath(new URL('./testing/hold-data-directory.ts', import.meta.url));
const withCode = (code: ErrorCode) => (error: unknown) =>
  error instanceof SurecastError && error.code === code;

test('a data directory has one owner, also within a process', async (t) => {
  const root = join(temporaryDirectory(t), 'made', 'deep');
  const taken = await takeDataDirectory(root);
  await assert.rejects(takeDataDirectory(root), withCode('DATA_DIR_IN_USE'));
  assert.equal(isOwned(root), true);
  taken.release();
  assert.equal(isOwned(root), false);
  (await takeDataDirectory(root)).release();
});

test('asking who owns it takes nothing away from the owner', async (t) => {
  const root = temporaryDirectory(t);
  const taken = await takeDataDirectory(root);
  for (let i = 0; i < 3; i += 1) assert.equal(isOwned(root), true);
  await assert.rejects(takeDataDirectory(root), withCode('DATA_DIR_IN_USE'));
  taken.release();
});

test('another process is refused, and a kill of the owner frees the directory at once', async (t) => {
  const root = temporaryDirectory(t);
  const owner = spawn(process.execPath, [program, root], { stdio: ['ignore', 'pipe', 'inherit'] });
  t.after(() => owner.kill('SIGKILL'));
  await once(owner.stdout, 'data');
  assert.equal(isOwned(root), true);
  await assert.rejects(takeDataDirectory(root), withCode('DATA_DIR_IN_USE'));
  const gone = once(owner, 'exit');
  owner.kill('SIGKILL');
  await gone;
  (await takeDataDirectory(root)).release();
});

test('a place where nothing can be written is refused as that', async (t) => {
  const root = temporaryDirectory(t);
  writeFileSync(join(root, 'file'), '');
  await assert.rejects(takeDataDirectory(join(root, 'file')), withCode('DATA_DIR_UNWRITABLE'));
  await assert.rejects(takeDataDirectory(join(root, 'file', 'below')), withCode('DATA_DIR_UNWRITABLE'));
  writeFileSync(join(root, 'engine.lock'), 'not a lock '.repeat(500));
  await assert.rejects(takeDataDirectory(root), withCode('DATA_DIR_UNWRITABLE'));
});

test('without --data the platform says where', () => {
  const paths = [
    defaultDataDirectory({ SURECAST_DATA: 'here' }, 'linux'),
    defaultDataDirectory({ XDG_DATA_HOME: '/x' }, 'linux'),
    defaultDataDirectory({ LOCALAPPDATA: '/local' }, 'win32'),
  ];
  assert.deepEqual(paths, [resolve('here'), join('/x', 'surecast'), join('/local', 'surecast')]);
});
