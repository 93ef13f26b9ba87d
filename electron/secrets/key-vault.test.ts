import assert from 'node:assert/strict';
import { createCipheriv, createDecipheriv } from 'node:crypto';
import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { temporaryDirectory } from '../../fixtures/temporary-directory.ts';
import { openKeyVault, type SafeStorage } from './key-vault.ts';
import { noteKeys } from './note-keys.ts';

const [key, nonce] = [Buffer.alloc(32, 7), Buffer.alloc(16, 9)];
/** A cipher in the place of the system's, which there is none of without Electron. */
const storage: SafeStorage = {
  isAvailable: () => true,
  encrypt: (text) => {
    const cipher = createCipheriv('aes-256-ctr', key, nonce);
    return Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  },
  decrypt: (bytes) => createDecipheriv('aes-256-ctr', key, nonce).update(bytes).toString('utf8'),
};
const live = { originUrl: 's3://events/live', accessKeyId: 'AKIA', secretAccessKey: 'very-secret' };

describe('the vault of origin keys', () => {
  it('keeps them encrypted, for their owner alone, over a restart', async (t) => {
    const path = join(temporaryDirectory(t), 'own', 'origin-keys.enc');
    const vault = await openKeyVault(path, storage);
    assert.equal(await vault.keep(live), true);
    await vault.keep({ ...live, secretAccessKey: 'newer-secret' });
    await vault.keep({ ...live, originUrl: 's3://other' });
    await vault.forget('s3://other');
    assert.deepEqual((await openKeyVault(path, storage)).all(), [
      { ...live, secretAccessKey: 'newer-secret' },
    ]);
    assert.doesNotMatch(await readFile(path, 'latin1'), /secret|AKIA|events/);
    if (process.platform !== 'win32') assert.equal((await stat(path)).mode & 0o777, 0o600);
  });

  it('writes nothing where the system keeps no secrets', async (t) => {
    const folder = temporaryDirectory(t);
    const vault = await openKeyVault(join(folder, 'keys'), { ...storage, isAvailable: () => false });
    assert.equal(await vault.keep(live), false);
    assert.deepEqual(vault.all(), [live]);
    assert.deepEqual(await readdir(folder), []);
  });

  it('begins empty when it can’t be read', async (t) => {
    const path = join(temporaryDirectory(t), 'keys');
    await writeFile(path, 'of another user');
    assert.deepEqual((await openKeyVault(path, storage)).all(), []);
  });

  it('follows what the engine has taken from the page', async (t) => {
    const vault = await openKeyVault(join(temporaryDirectory(t), 'keys'), storage);
    const body = JSON.stringify(live);
    const pathname = '/api/origin-keys';
    await noteKeys(vault, { method: 'PUT', pathname: '/api/settings', body });
    await noteKeys(vault, { method: 'PUT', pathname, body: 'no json' });
    assert.deepEqual(vault.all(), []);
    await noteKeys(vault, { method: 'PUT', pathname, body });
    assert.deepEqual(vault.all(), [live]);
    await noteKeys(vault, {
      method: 'DELETE',
      pathname,
      body: JSON.stringify({ originUrl: live.originUrl }),
    });
    assert.deepEqual(vault.all(), []);
  });
});
