import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { temporaryDirectory } from '../fixtures/temporary-directory.ts';
import { toSurecastError } from './surecast-error.ts';

const thrownBy = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => assert.fail('It was let through'),
    (error: unknown) => error,
  );

test('a path that the system refuses is named, with what is wrong, and keeps what was thrown', async (t) => {
  const directory = temporaryDirectory(t);
  const cases = [
    [readFile(join(directory, 'none')), join(directory, 'none'), 'ENOENT, open'],
    [mkdir(join(import.meta.filename, 'x')), join(import.meta.filename, 'x'), 'ENOTDIR, mkdir'],
    [readFile(join(directory, 'a'.repeat(300))), 'a'.repeat(300), 'ENAMETOOLONG, open'],
  ] as const;
  for (const [work, path, said] of cases) {
    const thrown = await thrownBy(work);
    const error = toSurecastError(thrown);
    assert.deepEqual([error.code, error.exitStatus, error.cause], ['PATH_UNUSABLE', 2, thrown]);
    for (const part of [path, said]) assert.ok(error.message.includes(part), error.message);
  }
});

test('a disk that is full or read-only keeps its own code', () => {
  const codeFor = (code: string) =>
    toSurecastError(Object.assign(new Error(code), { code, syscall: 'open', path: '/x' })).code;
  assert.deepEqual(['ENOSPC', 'EDQUOT', 'EROFS', 'EACCES'].map(codeFor), [
    'DISK_FULL',
    'DISK_FULL',
    'DISK_READ_ONLY',
    'PATH_UNUSABLE',
  ]);
});

test('what is no refused path stays a fault of ours: another code, no path, a program that is not there', async () => {
  const other = Object.assign(new Error('no'), { code: 'EBADF', syscall: 'read', path: '/x' });
  const pathless = Object.assign(new Error('no'), { code: 'EACCES', syscall: 'listen', address: '::' });
  const [missing] = await once(spawn('/no/such/program'), 'error');
  for (const thrown of [other, pathless, missing, new TypeError('no'), 'no'])
    assert.equal(toSurecastError(thrown).code, 'INTERNAL');
});
