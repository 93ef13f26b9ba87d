import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { mkdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { TlsCertificate } from '../../contract/tls-certificate.ts';
import { type Certificate, createAuthority } from '../../fixtures/servers/certificates.ts';
import { temporaryDirectory } from '../../fixtures/temporary-directory.ts';
import { followCertificate } from './follow-certificate.ts';

const names = ['DNS:edge.example'];
const everyMs = 20;

const read = async ({ certificate, key }: Certificate): Promise<TlsCertificate> => ({
  cert: await readFile(certificate, 'utf8'),
  key: await readFile(key, 'utf8'),
});

/** Files of a pair, followed, with what was said and taken. */
async function startPlace(t: TestContext) {
  const directory = temporaryDirectory(t);
  const { issue } = await createAuthority(directory);
  const files = { cert: join(directory, 'live.pem'), key: join(directory, 'live-key.pem') };
  // In one go, so that what lies between the two is seen once at most.
  const put = ({ cert, key }: TlsCertificate): void => {
    writeFileSync(files.cert, cert);
    writeFileSync(files.key, key);
  };
  const first = await read(await issue({ names }));
  put(first);
  const said: string[] = [];
  const taken: TlsCertificate[] = [];
  const followed = await followCertificate(files, (line) => void said.push(line), everyMs);
  followed.onRenewed((each) => void taken.push(each));
  const untilTaken = async (count: number): Promise<void> => {
    while (taken.length < count) await sleep(everyMs);
  };
  const untilSaid = async (count: number): Promise<void> => {
    while (said.length < count) await sleep(everyMs);
  };
  return { directory, files, issue, put, first, followed, said, taken, untilTaken, untilSaid };
}

test('a pair that was written anew is taken and said, once', async (t) => {
  const { issue, put, first, followed, said, taken, untilTaken } = await startPlace(t);
  assert.deepEqual(followed.current(), first);
  const second = await read(await issue({ names }));
  put(second);
  await untilTaken(1);
  assert.deepEqual(followed.current(), second);
  await sleep(everyMs * 5);
  assert.deepEqual(taken, [second]);
  assert.equal(said.length, 1);
  assert.match(said[0] ?? '', /was renewed/);
});

test('links that are turned to other files, as certbot does, are noticed', async (t) => {
  const { directory, issue, files, followed, untilTaken } = await startPlace(t);
  const second = await issue({ names });
  for (const [link, target] of [
    [files.cert, second.certificate],
    [files.key, second.key],
  ] as const) {
    await symlink(target, `${link}.new`);
    await rename(`${link}.new`, link);
  }
  await untilTaken(1);
  assert.deepEqual(followed.current(), await read(second));
  // A folder of links that changes as a whole, as Kubernetes mounts secrets, is a rename too.
  const third = await read(await issue({ names }));
  const folder = join(directory, 'third');
  await mkdir(folder);
  await writeFile(join(folder, 'cert'), third.cert);
  await writeFile(join(folder, 'key'), third.key);
  await rename(join(folder, 'key'), files.key);
  await rename(join(folder, 'cert'), files.cert);
  await untilTaken(2);
  assert.deepEqual(followed.current(), third);
});

test('what is no pair is said once with a cure and not taken, until it is one', async (t) => {
  const { issue, put, files, first, followed, said, taken, untilTaken, untilSaid } = await startPlace(t);
  const second = await read(await issue({ names }));
  const wrongs: readonly (readonly [why: RegExp, wrong: () => unknown])[] = [
    [/the key is not the certificate’s/, () => put({ cert: second.cert, key: first.key })],
    [/no whole certificate/, () => put({ ...second, cert: second.cert.slice(0, 300) })],
    [/no private key/, () => put({ ...second, key: '' })],
    [/TLS refuses it/, () => put({ ...second, cert: `${second.cert}${second.cert.slice(0, 300)}` })],
    [/can’t be read \(ENOENT\)/, () => rm(files.key)],
  ];
  for (const [at, [why, wrong]] of wrongs.entries()) {
    await wrong();
    await untilSaid(at + 1);
    await sleep(everyMs * 5);
    assert.equal(said.length, at + 1);
    assert.match(said[at] ?? '', why);
    assert.match(said[at] ?? '', /Put a certificate with its chain and its own key there/);
    assert.deepEqual(followed.current(), first);
  }
  put(first);
  await sleep(everyMs * 5);
  assert.equal(taken.length, 0, 'the one that holds is nothing new');
  put(second);
  await untilTaken(1);
  assert.deepEqual(followed.current(), second);
});

test('a key of another kind than its certificate’s is no pair either', async (t) => {
  const { directory, put, first, untilSaid, said, taken } = await startPlace(t);
  const rsa = join(directory, 'rsa.pem');
  await promisify(execFile)('openssl', ['genpkey', '-algorithm', 'RSA', '-out', rsa]);
  put({ cert: first.cert, key: await readFile(rsa, 'utf8') });
  await untilSaid(1);
  assert.match(said[0] ?? '', /the key is not the certificate’s/);
  assert.equal(taken.length, 0);
});

test('at the start files that are no pair are refused in words, and one that has ended is said', async (t) => {
  const { issue, first, files, put } = await startPlace(t);
  const refused = (): Promise<unknown> => followCertificate(files, () => undefined);
  put({ cert: first.cert, key: (await read(await issue({ names }))).key });
  await assert.rejects(refused, { code: 'CONFIG_INVALID' });
  await rm(files.cert);
  await assert.rejects(refused, { code: 'CONFIG_INVALID' });
  put(await read(await issue({ names, isExpired: true })));
  const said: string[] = [];
  await followCertificate(files, (line) => void said.push(line));
  assert.match(said[0] ?? '', /ends on .*: renew it/);
});
