import assert from 'node:assert/strict';
import { chmod, mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { temporaryDirectory } from '../../fixtures/temporary-directory.ts';
import { openFileKeyStore } from './file-key-store.ts';

const keys = { accessKeyId: 'the-id', secretAccessKey: 'the-secret' };
const modeOf = async (path: string) => (await stat(path)).mode & 0o777;

test('keys are kept for the next life of the program, for their owner alone to read', async (t) => {
  const data = temporaryDirectory(t);
  const path = join(data, 'origin-keys.json');
  const store = await openFileKeyStore(data);
  await Promise.all([store.keep('s3://a', keys), store.keep('s3://b', { ...keys, sessionToken: 'token' })]);
  const next = await openFileKeyStore(data);
  assert.deepEqual(next.originUrls(), ['s3://a', 's3://b']);
  assert.deepEqual(next.keysOf('s3://a'), keys);
  assert.equal(next.keysOf('s3://b')?.sessionToken, 'token');
  if (process.platform !== 'win32') {
    assert.equal(await modeOf(path), 0o600);
    await chmod(path, 0o644);
    await openFileKeyStore(data);
    assert.equal(await modeOf(path), 0o600, 'tightened when it is read');
  }
  await next.forget('s3://a');
  assert.deepEqual((await openFileKeyStore(data)).originUrls(), ['s3://b']);
  assert.doesNotMatch(await readFile(path, 'utf8'), /s3:\/\/a/);
});

test('what can’t be read is said without a word of it', async (t) => {
  const data = temporaryDirectory(t);
  for (const text of ['{"the-secret', '{"format":1,"origins":[{"secretAccessKey":"the-secret"}]}']) {
    await writeFile(join(data, 'origin-keys.json'), text);
    await assert.rejects(openFileKeyStore(data), (error: Error & { code?: string }) => {
      assert.equal(error.code, 'ORIGIN_KEYS_UNREADABLE');
      assert.doesNotMatch(`${error.stack} ${String(error.cause)}`, /the-secret/);
      return true;
    });
  }
});

test('a data directory without keys has none', async (t) => {
  assert.deepEqual((await openFileKeyStore(join(temporaryDirectory(t), 'nowhere'))).originUrls(), []);
});

test('a folder in the place of the keys is told as such; a path that the system refuses is not the keys’ fault', async (t) => {
  const data = temporaryDirectory(t);
  await mkdir(join(data, 'origin-keys.json'));
  await assert.rejects(openFileKeyStore(data), { code: 'ORIGIN_KEYS_UNREADABLE' });
  await assert.rejects(openFileKeyStore(join(data, 'a'.repeat(300))), { code: 'ENAMETOOLONG' });
});
