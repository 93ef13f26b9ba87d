import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { copyFile, cp, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { makeTestNetwork, type TestNetwork } from '../../fixtures/network/test-network.ts';
import { temporaryDirectory } from '../../fixtures/temporary-directory.ts';
import { admitNode } from './admit-node.ts';
import { certificateHolder } from './certificate-holder.ts';
import { createNetwork } from './create-network.ts';
import { identityFiles } from './identity-files.ts';
import { loadIdentity } from './load-identity.ts';

const dayMs = 86_400_000;
const networkOf = (t: TestContext): Promise<TestNetwork> => makeTestNetwork(temporaryDirectory(t));

test('a node is who its certificate says, with its roles and until it expires', async (t) => {
  const network = await networkOf(t);
  const identity = await network.admit('edge-1', ['edge', 'directory'], { days: 10 });
  assert.equal(identity.network, 'test');
  assert.equal(identity.name, 'edge-1');
  assert.deepEqual([...identity.roles].sort(), ['directory', 'edge']);
  assert.ok(Math.abs(identity.validUntil.getTime() - Date.now() - 10 * dayMs) < 60_000);
  const certificate = new X509Certificate(identity.tls.cert);
  assert.deepEqual(certificateHolder(certificate), identity.peer(certificate.raw));
  assert.equal(certificate.checkIP('127.0.0.1'), '127.0.0.1');
});

test('files with secrets are readable by this user alone', async (t) => {
  const network = await networkOf(t);
  await network.admit('main-1', ['main']);
  const secrets = [
    join(network.directory, identityFiles.authorityKey),
    join(network.directory, identityFiles.tokenKey),
    join(network.identityDirectory('main-1'), identityFiles.key),
    await network.publisherFile('show-*'),
  ];
  for (const path of secrets) assert.equal((await stat(path)).mode & 0o777, 0o600, path);
});

test('a network and an identity are never written over', async (t) => {
  const network = await networkOf(t);
  await network.admit('main-1', ['main']);
  await assert.rejects(createNetwork(network.directory, 'other'), { code: 'NETWORK_EXISTS' });
  await assert.rejects(createNetwork(network.identityDirectory('main-1'), 'other'), {
    code: 'NETWORK_EXISTS',
  });
  await assert.rejects(network.admit('main-1', ['main']), { code: 'NETWORK_EXISTS' });
});

test('names, roles and hosts are checked before anything is written', async (t) => {
  const network = await networkOf(t);
  const out = join(network.directory, 'out');
  const order = { name: 'edge-1', roles: ['edge'], hosts: ['edge.example'], days: 1 } as const;
  const refused = (change: object, code: string): Promise<void> =>
    assert.rejects(admitNode(network.directory, out, { ...order, ...change }), { code });
  await refused({ name: 'Edge_1' }, 'NODE_NAME_INVALID');
  await refused({ name: 'edge-1\nCN=main' }, 'NODE_NAME_INVALID');
  await refused({ roles: [] }, 'USAGE');
  await refused({ hosts: [] }, 'USAGE');
  await refused({ hosts: ['a, URI:surecast:role:main'] }, 'USAGE');
  await assert.rejects(stat(out), { code: 'ENOENT' });
  await admitNode(network.directory, out, { ...order, roles: ['operator'], hosts: [] });
  assert.deepEqual((await loadIdentity(out)).roles, ['operator']);
});

test('an identity whose parts do not belong together is refused', async (t) => {
  const network = await networkOf(t);
  const stranger = await networkOf(t);
  await network.admit('a', ['edge']);
  await network.admit('b', ['edge']);
  await stranger.admit('a', ['edge']);
  const own = network.identityDirectory('a');
  const variant = async (name: string, change: (directory: string) => Promise<void>): Promise<void> => {
    const directory = join(network.directory, name);
    await cp(own, directory, { recursive: true });
    await change(directory);
    await assert.rejects(loadIdentity(directory), { code: 'IDENTITY_INVALID' }, name);
  };
  const from = (directory: string, file: string) => (to: string) =>
    copyFile(join(directory, file), join(to, file));
  await variant('key of another', from(network.identityDirectory('b'), identityFiles.key));
  await variant('another authority', from(stranger.directory, identityFiles.authority));
  await variant('no key', (to) => rm(join(to, identityFiles.key)));
  await variant('no network', (to) => rm(join(to, identityFiles.network)));
  await variant('garbage', (to) => writeFile(join(to, identityFiles.certificate), 'garbage'));
  await variant('garbled', (to) => writeFile(join(to, identityFiles.network), '{"network":7'));
  // The authority's own certificate and key make no node.
  await variant('the authority', async (to) => {
    await copyFile(join(network.directory, identityFiles.authority), join(to, identityFiles.certificate));
    await copyFile(join(network.directory, identityFiles.authorityKey), join(to, identityFiles.key));
  });
  await assert.rejects(loadIdentity(join(network.directory, 'nowhere')), { code: 'IDENTITY_INVALID' });
});

test('a certificate counts between its dates, and a clock that is hours off does no harm', async (t) => {
  const network = await networkOf(t);
  await network.admit('a', ['edge'], { days: 2 });
  const load = (offsetMs: number) =>
    loadIdentity(network.identityDirectory('a'), () => Date.now() + offsetMs);
  await load(-dayMs / 2);
  await load(dayMs);
  await assert.rejects(load(3 * dayMs), { code: 'IDENTITY_EXPIRED' });
  await assert.rejects(load(-2 * dayMs), { code: 'IDENTITY_INVALID' });
});
