import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { connect as connectTcp } from 'node:net';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { connect, type TLSSocket } from 'node:tls';
import { reprDigest } from '../../contract/network/object-transfer.ts';
import { connectionsHere, openIdleConnections } from '../../fixtures/many-connections.ts';
import { madeObject, putInto } from '../store/testing/made-objects.ts';
import type { ServerLimits } from './server-limits.ts';
import { ask, makeNodeWorld, type TestNode } from './testing/node-world.ts';

const segment = madeObject('show/720p/00000001.ts', 8_000_000);
/** More than the buffers of both ends of a connection hold. */
const large = madeObject('show/720p/00000002.ts', 48_000_000);

async function startMain(t: TestContext, limits: Partial<ServerLimits>) {
  const world = await makeNodeWorld(t);
  const main = await world.start('main-1', 'main', { limits });
  const token = await world.network.publishToken('show');
  const edge = await world.network.admit('edge-1', ['edge']);
  return { main, token, edge };
}

/** A connection that says what it is told to. */
async function dial(t: TestContext, node: TestNode, as?: TestNode['identity']): Promise<TLSSocket> {
  const socket = connect({
    host: '127.0.0.1',
    port: node.server.port,
    ca: node.identity.tls.ca,
    ...(as && { cert: as.tls.cert, key: as.tls.key }),
    checkServerIdentity: () => undefined,
  });
  t.after(() => socket.destroy());
  socket.on('error', () => undefined);
  await Promise.race([once(socket, 'secureConnect'), once(socket, 'close')]);
  return socket;
}

const gone = (socket: { closed: boolean }): Promise<unknown> =>
  socket.closed ? Promise.resolve() : once(socket as TLSSocket, 'close');

const getHealth = async (node: TestNode): Promise<number> => (await ask(node, '/healthz')).status;

test('thousands of connections that say nothing are ended, with TLS and before it, and others are answered meanwhile', async (t) => {
  const { main } = await startMain(t, { headersMs: 5_000, connectionsOfClient: 20_000 });
  const idle = await Promise.all(Array.from({ length: 20 }, () => dial(t, main)));
  const raw = await openIdleConnections(main.server.port, connectionsHere(3_000));
  assert.equal(await getHealth(main), 200);
  await Promise.all([...idle, ...raw].map((socket) => gone(socket.resume())));
  while (main.server.connections() > 0) await wait(10);
  assert.equal(await getHealth(main), 200);
});

test('one address has so many connections and no more', async (t) => {
  const { main } = await startMain(t, { connectionsOfClient: 10, headersMs: 60_000 });
  const sockets = Array.from({ length: 30 }, () =>
    connectTcp(main.server.port, '127.0.0.1').on('error', () => undefined),
  );
  t.after(() => sockets.forEach((socket) => void socket.destroy()));
  // Those above the number are hung up on.
  while (sockets.filter(({ destroyed }) => destroyed).length < 20) {
    for (const socket of sockets) socket.resume();
    await wait(10);
  }
  assert.equal(main.server.connections(), 10);
  for (const socket of sockets) socket.destroy();
  while (main.server.connections() > 0) await wait(10);
  assert.equal(await getHealth(main), 200);
});

test('headers that trickle are given up', async (t) => {
  const { main } = await startMain(t, { headersMs: 1_000 });
  const socket = await dial(t, main);
  let answer = '';
  socket.setEncoding('utf8').on('data', (text: string) => {
    answer += text;
  });
  socket.write('GET /healthz HTTP/1.1\r\nhost: x\r\n');
  const trickle = setInterval(() => socket.write('x-a: 1\r\n'), 100);
  t.after(() => clearInterval(trickle));
  await gone(socket);
  assert.match(answer, /^(HTTP\/1.1 408 [\s\S]*REQUEST_INVALID[\s\S]*)?$/);
});

test('a writer that is too slow is cut off, and nothing of it is kept', async (t) => {
  const { main, token } = await startMain(t, {
    deadline: { baseMs: 1_000, slowestBytesPerSecond: 100_000_000 },
  });
  const socket = await dial(t, main);
  socket.write(
    [
      `PUT /objects/${segment.key} HTTP/1.1`,
      'host: x',
      `authorization: Bearer ${token}`,
      'if-none-match: *',
      `repr-digest: ${reprDigest(segment.sha256)}`,
      `content-length: ${segment.bytes.length}`,
      '\r\n',
    ].join('\r\n'),
  );
  const trickle = setInterval(() => socket.write(segment.bytes.subarray(0, 100)), 50);
  t.after(() => clearInterval(trickle));
  await gone(socket.resume());
  while (readdirSync(join(main.storeDirectory, 'arriving')).length > 0) await wait(10);
  assert.equal(main.store.head(segment.key), undefined);
});

test('a reader that is too slow is cut off, whether it reads nothing or a little now and then', async (t) => {
  const { main, edge } = await startMain(t, {
    stallMs: 2_000,
    deadline: { baseMs: 2_000, slowestBytesPerSecond: 100_000_000 },
  });
  await putInto(main.store, large);
  const [still, sipping] = [await dial(t, main, edge), await dial(t, main, edge)];
  for (const socket of [still, sipping])
    socket.pause().write(`GET /objects/${large.key} HTTP/1.1\r\nhost: x\r\n\r\n`);
  const sip = setInterval(() => sipping.read(1_000), 100);
  t.after(() => clearInterval(sip));
  while (main.server.connections() > 0) await wait(20);
  assert.equal(await getHealth(main), 200);
});

test('above so many requests at a time it says so, and later answers again', async (t) => {
  const { main, edge } = await startMain(t, { requestsInFlight: 2 });
  await putInto(main.store, large);
  const readers = [await dial(t, main, edge), await dial(t, main, edge)];
  for (const socket of readers) {
    socket.write(`GET /objects/${large.key} HTTP/1.1\r\nhost: x\r\n\r\n`);
    await once(socket, 'readable');
  }
  const refused = await ask(main, '/healthz');
  assert.deepEqual([refused.status, refused.headers['retry-after']], [503, '1']);
  for (const socket of readers) socket.destroy();
  while ((await getHealth(main)) === 503) await wait(10);
});

test('neither older TLS nor plain words are answered', async (t) => {
  const { main } = await startMain(t, {});
  const older = connect({
    host: '127.0.0.1',
    port: main.server.port,
    ca: main.identity.tls.ca,
    maxVersion: 'TLSv1.2',
  });
  await assert.rejects(once(older, 'secureConnect'));
  const plain = connectTcp(main.server.port, '127.0.0.1').on('error', () => undefined);
  plain.write('GET /healthz HTTP/1.1\r\n\r\n');
  await gone(plain.resume());
});

test('a connection that breaks off in the middle of an object leaves nothing', async (t) => {
  const { main, token } = await startMain(t, {});
  const socket = await dial(t, main);
  socket.write(
    `PUT /objects/${segment.key} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${token}\r\nif-none-match: *\r\nrepr-digest: ${reprDigest(segment.sha256)}\r\ncontent-length: ${segment.bytes.length}\r\n\r\n`,
  );
  socket.write(segment.bytes.subarray(0, 3_000_000));
  while (readdirSync(join(main.storeDirectory, 'arriving')).length === 0) await wait(5);
  socket.destroy();
  while (readdirSync(join(main.storeDirectory, 'arriving')).length > 0) await wait(5);
  assert.equal(main.store.head(segment.key), undefined);
  assert.deepEqual(main.said, []);
});
