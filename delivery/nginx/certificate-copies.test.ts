import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { connect } from 'node:tls';
import type { TlsCertificate } from '../../contract/tls-certificate.ts';
import { createAuthority } from '../../fixtures/servers/certificates.ts';
import { requireBinary } from '../../fixtures/servers/find-binary.ts';
import { temporaryDirectory } from '../../fixtures/temporary-directory.ts';
import { readPair } from '../edge/testing/certificate-conformance.ts';
import { type Nginx, type NginxOptions, openNginx } from './open-nginx.ts';

async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isSo())) await sleep(20);
}

async function twoPairs(t: TestContext): Promise<readonly [TlsCertificate, TlsCertificate]> {
  const { issue } = await createAuthority(temporaryDirectory(t));
  return [await readPair(issue), await readPair(issue)];
}

/** A folder for an nginx, in which an earlier life has left files; it is closed before that is removed. */
async function placeFor(t: TestContext, leftovers: readonly string[] = []) {
  const directory = await mkdtemp(join(tmpdir(), 'surecast-nginx-'));
  for (const name of leftovers) await writeFile(join(directory, name), 'of an earlier life');
  let opened: Nginx | undefined;
  const close = async (): Promise<void> => {
    const nginx = opened;
    opened = undefined;
    await nginx?.close();
  };
  t.after(async () => {
    await close();
    await rm(directory, { recursive: true, force: true });
  });
  const start = async (tls: TlsCertificate, options: Partial<NginxOptions> = {}): Promise<Nginx> => {
    const nginx = await openNginx({
      ...{ tls, directory, program: requireBinary('nginx'), cacheBytes: 1_000_000 },
      ...{ listen: { host: '127.0.0.1', port: 0 }, upstreamPort: 1, authorizePort: undefined },
      ...{ onSent: () => undefined, log: () => undefined },
      ...options,
    });
    opened = nginx;
    return nginx;
  };
  const names = () => readdirSync(directory).filter((name) => /\.(crt|key)/.test(name));
  const copies = () => names().map((name) => readFileSync(join(directory, name), 'utf8'));
  return { start, close, names, copies };
}

const textsOf = ({ cert, key }: TlsCertificate): string[] => [cert, key].toSorted();

async function shownBy({ port }: Nginx): Promise<string> {
  const socket = connect({ host: '127.0.0.1', port, rejectUnauthorized: false });
  await once(socket, 'secureConnect');
  const { raw } = socket.getPeerCertificate();
  socket.destroy();
  return raw.toString('base64');
}

const shows = async (nginx: Nginx, { cert }: TlsCertificate): Promise<boolean> =>
  cert.replaceAll(/\s/g, '').includes(await shownBy(nginx));

const signal = (nginx: Nginx, name: 'SIGSTOP' | 'SIGCONT'): void => {
  process.kill(nginx.pid() ?? assert.fail('it runs'), name);
};

test('keys that an earlier life of this edge left on the disk are removed, others are left alone, and none outlives it', async (t) => {
  const [first] = await twoPairs(t);
  const id = 'c56a4180-65aa-42ec-a945-5fd21dec0538';
  const { start, close, names, copies } = await placeFor(t, [
    ...[`${id}.key`, `${id}.crt`, `${id}.key.0a1b2c3d.tmp`],
    'operator.key',
  ]);
  await start(first);
  assert.deepEqual(
    names().filter((name) => name.startsWith(id)),
    [],
  );
  assert.deepEqual(copies().toSorted(), ['of an earlier life', ...textsOf(first)].toSorted());
  await close();
  assert.deepEqual(names(), ['operator.key']);
});

test('nginx that does not go over to a renewed certificate in time has it all the same, and nothing of the one before is left', async (t) => {
  const [first, second] = await twoPairs(t);
  const { start, copies } = await placeFor(t);
  const nginx = await start(first, { renewWithinMs: 200 });
  signal(nginx, 'SIGSTOP');
  assert.equal((await nginx.renewCertificate(second)).kind, 'delayed');
  assert.deepEqual(copies().toSorted(), textsOf(second));
  assert.equal(await shows(nginx, first), true);
  signal(nginx, 'SIGCONT');
  await until(() => shows(nginx, second).catch(() => false));
});

test('an edge that closes while a certificate is renewed leaves no key behind', async (t) => {
  const [first, second] = await twoPairs(t);
  const { start, close, copies, names } = await placeFor(t);
  const nginx = await start(first);
  signal(nginx, 'SIGSTOP');
  const renewal = nginx.renewCertificate(second);
  await until(() => copies().includes(second.key));
  const closed = close();
  assert.equal((await renewal).kind, 'delayed');
  signal(nginx, 'SIGCONT');
  await closed;
  assert.deepEqual(names(), []);
});

test('an nginx that does not start leaves no key behind', async (t) => {
  const [first] = await twoPairs(t);
  const { start, names } = await placeFor(t);
  await assert.rejects(start({ cert: first.cert, key: 'no key' }), { code: 'NGINX_FAILED' });
  assert.deepEqual(names(), []);
});
