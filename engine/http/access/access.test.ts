import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { SurecastError } from '../../../contract/surecast-error.ts';
import { openGatekeeper, refuseRole } from './gatekeeper.ts';
import { refuseOpenListening } from './listen-choice.ts';
import { roleOfSession, signSession } from './session-cookie.ts';

async function place(t: TestContext): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'surecast-access-'));
  t.after(() => rm(root, { recursive: true }));
  return root;
}

const codeOf = (work: () => unknown): string | undefined => {
  try {
    work();
    return undefined;
  } catch (error) {
    return error instanceof SurecastError ? error.code : String(error);
  }
};

describe('who may', () => {
  it('is known by a token that is made once, for its owner’s eyes alone', async (t) => {
    const root = await place(t);
    const first = await openGatekeeper(root, {});
    const again = await openGatekeeper(root, {});
    assert.equal(again.operatorToken, first.operatorToken);
    assert.match(first.operatorToken, /^[\w-]{43}$/);
    assert.equal((await stat(join(root, 'console-token'))).mode & 0o777, 0o600);
    const viewer = (await readFile(join(root, 'console-viewer-token'), 'utf8')).trim();
    const bearer = (token: string) => first.roleOf({ authorization: `Bearer ${token}`, cookie: undefined });
    assert.equal(bearer(first.operatorToken), 'operator');
    assert.equal(bearer(viewer), 'viewer');
    assert.equal(bearer(`${first.operatorToken}x`), undefined);
    assert.equal(bearer(''), undefined);
  });

  it('is known by a password, of which only a hash is kept', async (t) => {
    const root = await place(t);
    const keeper = await openGatekeeper(root, { operator: 'correct horse', viewer: 'just looking' });
    assert.equal(await keeper.roleOfPassword('correct horse'), 'operator');
    assert.equal(await keeper.roleOfPassword('just looking'), 'viewer');
    assert.equal(await keeper.roleOfPassword('Correct horse'), undefined);
    const kept = await readFile(join(root, 'console-passwords.json'), 'utf8');
    assert.doesNotMatch(kept, /horse|looking/);
    assert.equal((await stat(join(root, 'console-passwords.json'))).mode & 0o777, 0o600);
    const later = await openGatekeeper(root, { viewer: 'another one' });
    assert.deepEqual([later.hasPassword, await later.roleOfPassword('correct horse')], [true, 'operator']);
    assert.equal(await later.roleOfPassword('just looking'), undefined);
    await assert.rejects(openGatekeeper(root, { operator: 'short' }), { code: 'LISTEN_REFUSED' });
  });

  it('stays logged in over a restart, until a password changes or a week has passed', async (t) => {
    const root = await place(t);
    const keeper = await openGatekeeper(root, { operator: 'correct horse' });
    const cookie = keeper.sessionOf('viewer');
    const proof = { authorization: undefined, cookie };
    assert.equal((await openGatekeeper(root, {})).roleOf(proof), 'viewer');
    assert.equal((await openGatekeeper(root, { operator: 'another horse' })).roleOf(proof), undefined);
  });

  it('is nobody with a cookie that was changed or is too old', () => {
    const cookie = signSession('viewer', 'key', 0);
    assert.equal(roleOfSession(cookie, 'key', 1_000), 'viewer');
    assert.equal(roleOfSession(cookie, 'other', 1_000), undefined);
    assert.equal(roleOfSession(cookie.replace('viewer', 'operator'), 'key', 1_000), undefined);
    assert.equal(roleOfSession(cookie, 'key', 8 * 24 * 3_600_000), undefined);
    for (const text of ['', 'operator', 'operator..', '...', `${cookie}.x`, cookie.slice(0, -1)])
      assert.equal(roleOfSession(text, 'key', 1_000), undefined, text);
  });

  it('looks as viewer and acts as operator', () => {
    assert.equal(
      codeOf(() => refuseRole(undefined, 'viewer')),
      'TOKEN_MISSING',
    );
    assert.equal(
      codeOf(() => refuseRole('viewer', 'operator')),
      'ROLE_LACKING',
    );
    assert.equal(
      codeOf(() => refuseRole('viewer', 'viewer')),
      undefined,
    );
    assert.equal(
      codeOf(() => refuseRole('operator', 'viewer')),
      undefined,
    );
  });
});

describe('where the console listens', () => {
  const verdict = (host: string, hasPassword: boolean, hasCertificate: boolean) =>
    codeOf(() => refuseOpenListening({ host, hasPassword, hasCertificate }));

  it('is this machine alone, or with a password and a certificate', () => {
    for (const host of ['127.0.0.1', 'localhost', '::1'])
      assert.equal(verdict(host, false, false), undefined);
    for (const host of ['0.0.0.0', '::', '192.168.1.2', 'encoder.local']) {
      assert.equal(verdict(host, true, true), undefined);
      assert.equal(verdict(host, true, false), 'LISTEN_REFUSED');
      assert.equal(verdict(host, false, true), 'LISTEN_REFUSED');
    }
  });
});
