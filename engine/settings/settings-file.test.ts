import assert from 'node:assert/strict';
import { chmod, mkdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { temporaryDirectory } from '../../fixtures/temporary-directory.ts';
import { findConfig, ownConfigPath } from './find-config.ts';
import { SettingsFile } from './settings-file.ts';

test('with no file one is made in the data directory, and found there from then on', async (t) => {
  const data = temporaryDirectory(t);
  const file = new SettingsFile(undefined, data);
  const none = await file.read();
  assert.deepEqual([none.path, none.config], [null, {}]);
  const saved = await file.change({ config: { source: 'screen', maxUplinkRate: '6M' } });
  assert.deepEqual(
    saved.config,
    { source: 'screen', maxUplinkRate: '6M' },
    'rates stay as they were written',
  );
  assert.equal(saved.path, ownConfigPath(data));
  const found = await findConfig(undefined, data);
  assert.deepEqual(found, { path: saved.path, config: { source: 'screen', maxUplinkRate: 6_000_000 } });
});

test('settings that make no sense are refused by name, and nothing is written', async (t) => {
  const data = temporaryDirectory(t);
  const path = join(data, 'mine.yml');
  await writeFile(path, '# mine\nsource: test\n');
  const file = new SettingsFile(path, data);
  const refused = [
    [{ segmentSeconds: 0 }, /segmentSeconds/],
    [{ origins: [{ url: 's3://a/b', endpoint: 'https://me:secret@store' }] }, /origins\.0/],
    [{ origins: [{ url: 's3://a/b', region: 'x y' }] }, /origins\.0/],
    [{ nonsense: 1 }, /nonsense/],
  ] as const;
  for (const [config, words] of refused) {
    await assert.rejects(file.change({ config }), { code: 'CONFIG_INVALID', message: words });
  }
  assert.equal(await readFile(path, 'utf8'), '# mine\nsource: test\n');
});

test('a file that someone else changed meanwhile is not written over', async (t) => {
  const data = temporaryDirectory(t);
  const path = join(data, 'mine.yml');
  await writeFile(path, 'source: test\n');
  const file = new SettingsFile(path, data);
  const { version } = await file.read();
  await writeFile(path, 'source: screen\n');
  const config = { port: 7071 };
  await assert.rejects(file.change({ config }), { code: 'CONFIG_CHANGED' });
  const other = await file.read();
  await assert.rejects(file.change({ config, version }), { code: 'CONFIG_CHANGED' }, 'shown to another page');
  assert.equal(await readFile(path, 'utf8'), 'source: screen\n');
  const saved = await file.change({ config, version: other.version });
  await file.change({ config: { port: 7072 }, version: saved.version });
  assert.deepEqual(await file.config(), { port: 7072 });
});

test('mode and link of a file are kept', { skip: process.platform === 'win32' }, async (t) => {
  const data = temporaryDirectory(t);
  const behind = join(data, 'behind.yml');
  await writeFile(behind, 'source: test\n');
  await chmod(behind, 0o640);
  await symlink(behind, join(data, 'link.yml'));
  await new SettingsFile(join(data, 'link.yml'), data).change({ config: { port: 1 } });
  assert.equal(await readFile(behind, 'utf8'), 'port: 1\n');
  assert.equal((await stat(behind)).mode & 0o777, 0o640);
});

test('a place that can’t be written is named', async (t) => {
  const data = temporaryDirectory(t);
  await mkdir(join(data, 'folder.yml', 'inside'), { recursive: true });
  await writeFile(join(data, 'plain'), '');
  const file = new SettingsFile(join(data, 'plain', 'settings.yml'), data);
  await assert.rejects(file.change({ config: {} }), { code: 'CONFIG_UNWRITABLE' });
});
