import assert from 'node:assert/strict';
import { once } from 'node:events';
import { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type TestContext, test } from 'node:test';
import { connect, createServer, type TLSSocket } from 'node:tls';
import { makeTestNetwork } from '../../fixtures/network/test-network.ts';
import { temporaryDirectory } from '../../fixtures/temporary-directory.ts';
import { loadIdentity } from '../identity/load-identity.ts';
import type { NodeIdentity } from '../identity/node-identity.ts';
import { createWhoAsks } from './who-asks.ts';

const dayMs = 86_400_000;

/** The server's end of a real connection on which both have shown their certificates. */
async function connectionOf(t: TestContext, server: NodeIdentity, client: NodeIdentity): Promise<TLSSocket> {
  const listening = createServer({ ...server.tls, requestCert: true, rejectUnauthorized: false });
  t.after(() => listening.close());
  await once(listening.listen(0, '127.0.0.1'), 'listening');
  const { port } = listening.address() as AddressInfo;
  const own = connect({ ...client.tls, host: '127.0.0.1', port, checkServerIdentity: () => undefined });
  own.on('error', () => undefined);
  t.after(() => own.destroy());
  const [socket] = (await once(listening, 'secureConnection')) as [TLSSocket];
  socket.on('error', () => undefined);
  t.after(() => socket.destroy());
  return socket;
}

test('on a connection that is kept, a node counts again as soon as this node’s clock is right', async (t) => {
  const network = await makeTestNetwork(temporaryDirectory(t));
  const edge = await network.admit('edge-1', ['edge']);
  const main = await network.admit('main-1', ['main']);
  let nowMs = Date.now();
  const identity = await loadIdentity(network.identityDirectory('main-1'), () => nowMs);
  const socket = await connectionOf(t, main, edge);
  const whoAsks = createWhoAsks(identity);
  const asked = () => {
    const { node, untimely } = whoAsks(new IncomingMessage(socket));
    return { node: node?.name, untimely: untimely?.name };
  };
  for (const wrongByDays of [-400, 400]) {
    nowMs = Date.now() + wrongByDays * dayMs;
    assert.deepEqual(asked(), { node: undefined, untimely: 'edge-1' });
  }
  nowMs = Date.now();
  assert.deepEqual(asked(), { node: 'edge-1', untimely: undefined });
  // Known once, it is not refused for a clock that goes wrong, but for having been revoked.
  nowMs = Date.now() + 400 * dayMs;
  assert.deepEqual(asked(), { node: 'edge-1', untimely: undefined });
  identity.revocations.add(['edge-1']);
  assert.deepEqual(asked(), { node: undefined, untimely: undefined });
});
