import assert from 'node:assert/strict';
import { test } from 'node:test';
import { completed, missingEntries, parseLock, platformOf } from './complete.ts';

const text = JSON.stringify({
  name: 'x',
  lockfileVersion: 3,
  packages: {
    '': { version: '1.0.0' },
    'node_modules/tool': {
      version: '2.0.0',
      dev: true,
      optionalDependencies: {
        '@tool/linux-x64-musl': '2.0.0',
        '@tool/win32-arm64': '2.0.0',
        inner: '^1.0.0',
      },
    },
    'node_modules/tool/node_modules/inner': { version: '1.0.0' },
  },
});

test('optional dependencies without an entry are found, also by Node’s walk up the folders', () => {
  const names = missingEntries(parseLock(text)).map(({ name }) => name);
  assert.deepEqual(names, ['@tool/linux-x64-musl', '@tool/win32-arm64']);
});

test('a completed lock misses nothing, keeps the rest, and stays as it is the next time', () => {
  const once = completed(text);
  assert.deepEqual(missingEntries(parseLock(once)), []);
  assert.equal(completed(once), once);
  assert.deepEqual(
    parseLock(once).packages['node_modules/tool'],
    parseLock(text).packages['node_modules/tool'],
  );
});

test('a platform package’s name tells for which machines it is', () => {
  assert.deepEqual(platformOf('@tool/linux-x64-musl'), { cpu: ['x64'], libc: ['musl'], os: ['linux'] });
  assert.deepEqual(platformOf('@tool/binding-win32-arm64-msvc'), { cpu: ['arm64'], os: ['win32'] });
  assert.deepEqual(platformOf('@tool/linux-arm-gnueabihf'), { cpu: ['arm'], libc: ['glibc'], os: ['linux'] });
});
