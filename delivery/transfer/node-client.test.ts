import assert from 'node:assert/strict';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { type TestContext, test } from 'node:test';
import { makeTestNetwork } from '../../fixtures/network/test-network.ts';
import { temporaryDirectory } from '../../fixtures/temporary-directory.ts';
import type { NodeIdentity } from '../identity/node-identity.ts';
import { inPieces, type MadeObject, madeObject, putInto } from '../store/testing/made-objects.ts';
import type { NodeClient } from './node-client.ts';
import { openNodeClient } from './open-node-client.ts';
import { makeNodeWorld } from './testing/node-world.ts';

const segment = madeObject('show/720p/00000001.ts', 700_000);
const never = new AbortController().signal;
const patient = { headersTimeoutMs: 20_000, signal: never };

function clientOf(t: TestContext, identity: NodeIdentity): NodeClient {
  const client = openNodeClient({ identity });
  t.after(() => client.close());
  return client;
}

async function makeWorld(t: TestContext) {
  const world = await makeNodeWorld(t);
  const main = await world.start('main-1', 'main');
  const edge = clientOf(t, await world.network.admit('edge-1', ['edge']));
  return { world, main, edge };
}

const pushed = ({ bytes, sha256 }: MadeObject, version: number) =>
  [{ sizeBytes: bytes.length, sha256, version }, inPieces(bytes)] as const;

test('a node gets what another has, with its digest and version, or hears that it is the same or not there', async (t) => {
  const { main, edge } = await makeWorld(t);
  await putInto(main.store, segment, { kind: 'newest', version: 42 });
  const found = await edge.get(main.address, segment.key, patient);
  assert.ok(found.kind === 'found');
  assert.deepEqual([found.sha256, found.sizeBytes, found.version], [segment.sha256, 700_000, 42]);
  assert.deepEqual(
    [found.contentType, found.cacheControl],
    ['video/mp2t', 'public, max-age=31536000, immutable'],
  );
  assert.deepEqual(await buffer(found.body), segment.bytes);
  assert.equal(
    (await edge.get(main.address, segment.key, { ...patient, ifNot: segment.sha256 })).kind,
    'same',
  );
  assert.equal((await edge.get(main.address, 'show/none.ts', patient)).kind, 'missing');
});

test('a main server sends objects to an intermediate, which attests them', async (t) => {
  const { world, main } = await makeWorld(t);
  const mid = await world.start('mid-1', 'intermediate');
  const client = clientOf(t, main.identity);
  assert.equal(await client.head(mid.address, segment.key, never), undefined);
  assert.equal((await client.put(mid.address, segment.key, ...pushed(segment, 1), never)).kind, 'stored');
  assert.equal((await client.put(mid.address, segment.key, ...pushed(segment, 1), never)).kind, 'stored');
  assert.equal((await client.head(mid.address, segment.key, never))?.sha256, segment.sha256);
  const other = madeObject(segment.key, 10);
  const taken = await client.put(mid.address, segment.key, ...pushed(other, 1), never);
  assert.deepEqual(taken, { kind: 'taken', sha256: segment.sha256 });
});

test('what the other node refuses is said in its own words', async (t) => {
  const { main, edge } = await makeWorld(t);
  await assert.rejects(edge.put(main.address, segment.key, ...pushed(segment, 1), never), {
    code: 'NODE_REFUSED',
    message: /main-1 answers 403, .*token or a certificate/,
  });
});

test('a server that is not the one asked for is refused before anything is said to it', async (t) => {
  const { world, main, edge } = await makeWorld(t);
  const isRefused = async (identity: NodeIdentity, why: RegExp) => {
    const address = await listenAs(t, identity);
    await assert.rejects(edge.get(address, segment.key, patient), { code: 'NODE_UNREACHABLE', message: why });
  };
  await isRefused(await world.network.admit('mid-7', ['intermediate']), /it is mid-7/);
  await isRefused(await world.network.admit('main-2', ['edge', 'directory']), /it is main-2/);
  const foreign = await makeTestNetwork(temporaryDirectory(t));
  await isRefused(await foreign.admit('main-1', ['main']), /does not answer/);
  // An edge that is asked for by its own name holds no objects that others may be served.
  const liar = await world.network.admit('edge-2', ['edge']);
  const address = { ...(await listenAs(t, liar)), name: 'edge-2' };
  await assert.rejects(edge.get(address, segment.key, patient), {
    code: 'NODE_UNREACHABLE',
    message: /only edge/,
  });
  assert.equal((await edge.get(main.address, segment.key, patient)).kind, 'missing');
});

/** A server with this certificate at the address of main-1, which fails the test when anything reaches it. */
async function listenAs(t: TestContext, identity: NodeIdentity) {
  const server = createServer({ ...identity.tls, requestCert: true, rejectUnauthorized: false }, () =>
    assert.fail('a request reached it'),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => server.close().closeAllConnections());
  return { name: 'main-1', nodeUrl: `https://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

test('a server that is away, or does not begin to answer, is unreachable; one who gives up hears his own reason', async (t) => {
  const { world, main, edge } = await makeWorld(t);
  const away = { name: 'main-9', nodeUrl: 'https://127.0.0.1:1' };
  await assert.rejects(edge.get(away, segment.key, patient), { code: 'NODE_UNREACHABLE' });
  const silent = await world.start('mid-1', 'intermediate', {
    source: () => () => new Promise(() => undefined),
  });
  const asked = edge.get(silent.address, segment.key, { headersTimeoutMs: 200, signal: never });
  await assert.rejects(asked, { code: 'NODE_UNREACHABLE' });
  const reason = new Error('nobody wants it any more');
  const signal = AbortSignal.timeout(100);
  const givenUp = AbortSignal.any([signal]);
  await assert.rejects(edge.get(silent.address, segment.key, { headersTimeoutMs: 20_000, signal: givenUp }), {
    name: 'TimeoutError',
  });
  await assert.rejects(
    edge.get(main.address, segment.key, { ...patient, signal: AbortSignal.abort(reason) }),
    reason,
  );
});

test('with a revoked node nothing is exchanged, on the connections that there are neither', async (t) => {
  const { world, main, edge } = await makeWorld(t);
  await putInto(main.store, segment, { kind: 'newest', version: 1 });
  const get = async () => {
    const found = await edge.get(main.address, segment.key, patient);
    if (found.kind === 'found') await buffer(found.body);
    return found.kind;
  };
  assert.equal(await get(), 'found');
  // The server revokes who asks: the connection of before is open still.
  main.identity.revocations.add(['edge-1']);
  await assert.rejects(get(), { code: 'NODE_REFUSED' });
  const midIdentity = await world.network.admit('edge-2', ['edge']);
  const other = clientOf(t, midIdentity);
  const ask = async () => {
    const found = await other.get(main.address, segment.key, patient);
    if (found.kind === 'found') await buffer(found.body);
    return found.kind;
  };
  assert.equal(await ask(), 'found');
  // Who asks has heard that the server is revoked.
  midIdentity.revocations.add(['main-1']);
  await assert.rejects(ask(), { code: 'NODE_UNREACHABLE' });
});
