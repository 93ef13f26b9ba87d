import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { temporaryDirectory } from '../fixtures/temporary-directory.ts';
import { listenSettings } from './listen-settings.ts';

test('a password file is a password: one with an empty first line, or that is not there, is refused', async (t) => {
  const directory = temporaryDirectory(t);
  const passwordOf = async (text: string) => {
    const passwordFile = join(directory, 'password');
    writeFileSync(passwordFile, text);
    return (await listenSettings({ passwordFile }, 0, {})).passwords.operator;
  };
  assert.equal(await passwordOf('correct horse\nmore'), 'correct horse');
  assert.equal(await passwordOf('correct horse'), 'correct horse');
  for (const text of ['', '\n', '\r\nsecond'])
    await assert.rejects(passwordOf(text), { code: 'CONFIG_INVALID' }, JSON.stringify(text));
  const passwordFile = join(directory, 'none');
  await assert.rejects(listenSettings({ passwordFile }, 0, {}), { code: 'CONFIG_INVALID' });
});
