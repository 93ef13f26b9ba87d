import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { test } from 'node:test';
import { SurecastError } from '../../contract/surecast-error.ts';
import { connectionsHere, openIdleConnections } from '../../fixtures/many-connections.ts';
import { ask, openSocket, parseAnswer, readAll, talk } from './testing/raw-request.ts';
import { openViewerPlace } from './testing/viewer-place.ts';

const key = 'show/video/segment-7.ts';
const path = `/live/${key}`;
const codeOf = (body: Buffer): unknown => (JSON.parse(body.toString()) as { code: unknown }).code;

test('a client with too many connections is told so, and let in again when it has closed one', async (t) => {
  const { server } = await openViewerPlace(t, { server: { limits: { connectionsPerClient: 3 } } });
  const sockets = await Promise.all([1, 2, 3].map(() => openSocket(server.port)));
  while (server.connections() < 3) await new Promise((resolve) => setImmediate(resolve));
  const refused = await ask(server.port, `GET ${path}`);
  assert.equal(refused.status, 429);
  assert.equal(codeOf(refused.body), 'TOO_MANY_REQUESTS');
  for (const socket of sockets) socket.destroy();
  while (server.connections() > 0) await new Promise((resolve) => setImmediate(resolve));
  assert.equal((await ask(server.port, `GET ${path}`)).status, 404);
});

test('an edge with as many connections as it may have says so', async (t) => {
  const { server } = await openViewerPlace(t, { server: { limits: { connections: 1 } } });
  const socket = await openSocket(server.port);
  while (server.connections() < 1) await new Promise((resolve) => setImmediate(resolve));
  const refused = await ask(server.port, `GET ${path}`);
  assert.equal(refused.status, 503);
  assert.equal(codeOf(refused.body), 'EDGE_FULL');
  socket.destroy();
});

test('a client that asks too fast is told to wait', async (t) => {
  const { server } = await openViewerPlace(t, { server: { limits: { requestsPerSecondPerClient: 2 } } });
  const answers = await Promise.all(
    Array.from({ length: 60 }, () => ask(server.port, 'GET /live/show/none.ts')),
  );
  const refused = answers.find(({ status }) => status === 429);
  assert.ok(refused !== undefined);
  assert.equal(refused.headers.get('retry-after'), '1');
});

test('thousands of idle connections are closed, and do not stop others meanwhile', async (t) => {
  const limits = { idleSeconds: 5, connectionsPerClient: 20_000 };
  const { server, putEverywhere } = await openViewerPlace(t, { server: { limits } });
  putEverywhere(key, randomBytes(1_000));
  const idle = await openIdleConnections(server.port, connectionsHere(3_000));
  const closed = Promise.all(idle.map((socket) => readAll(socket)));
  assert.equal((await ask(server.port, `GET ${path}`)).status, 200);
  await closed;
  while (server.connections() > 0) await new Promise((resolve) => setImmediate(resolve));
});

test('a request that never ends is cut off', async (t) => {
  const { server } = await openViewerPlace(t, { server: { limits: { idleSeconds: 1 } } });
  const socket = await openSocket(server.port);
  const drip = setInterval(() => socket.write('x'), 50);
  socket.write(`GET ${path} HTTP/1.1\r\nHost: edge\r\nX-Slow: `);
  t.after(() => clearInterval(drip));
  await readAll(socket);
});

test('who does not take an answer is cut off, and holds nobody up', async (t) => {
  const { server, putEverywhere } = await openViewerPlace(t, {
    server: { limits: { idleSeconds: 4, slowestBytesPerSecond: 100_000_000 } },
  });
  const large = randomBytes(20_000_000);
  putEverywhere(key, large);
  const socket: Socket = await openSocket(server.port);
  socket.pause();
  socket.write(`GET ${path} HTTP/1.1\r\nHost: edge\r\n\r\n`);
  while (server.connections() < 1) await new Promise((resolve) => setImmediate(resolve));
  assert.equal((await ask(server.port, `GET ${path}`, { Range: 'bytes=-5' })).status, 206);
  while (server.connections() > 0) await new Promise((resolve) => setTimeout(resolve, 20));
  const taken = await readAll(socket);
  assert.ok(taken.length < large.length);
});

test('huge and broken heads are refused in words, and lead nowhere else', async (t) => {
  const { server, primary } = await openViewerPlace(t);
  const huge = parseAnswer(
    await talk(server.port, `GET ${path} HTTP/1.1\r\nHost: edge\r\nX-Huge: ${'x'.repeat(100_000)}\r\n\r\n`),
  );
  assert.equal(huge.status, 431);
  assert.equal(codeOf(huge.body), 'REQUEST_INVALID');
  const broken = [
    'rubbish\r\n\r\n',
    `GET ${path} HTTP/1.1\r\n\r\n`,
    `GET ${path} HTTP/1.1\r\nHost: edge\r\nBad Header: x\r\n\r\n`,
    `GET ${path} HTTP/1.1\r\nHost: edge\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n`,
    `GET ${path} HTTP/1.1\r\nHost: edge\r\nContent-Length: x\r\n\r\n`,
    `GET ${path}\x01 HTTP/1.1\r\nHost: edge\r\n\r\n`,
  ];
  for (const text of broken) {
    const { status } = parseAnswer(await talk(server.port, text));
    assert.equal(status, 400, JSON.stringify(text));
  }
  assert.equal(primary.requests(key), 0);
});

test('a new viewer is turned away where there is no room, and one who watches is not', async (t) => {
  const { server, tally, putEverywhere } = await openViewerPlace(t, { maxViewers: 2 });
  putEverywhere('show/index.m3u8', '#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\nvideo/index.m3u8\n');
  const watch = (player: string) => ask(server.port, 'GET /live/show/index.m3u8', { 'User-Agent': player });
  assert.equal((await watch('one')).status, 200);
  assert.equal((await watch('two')).status, 200);
  const refused = await watch('three');
  assert.equal(refused.status, 503);
  assert.equal(codeOf(refused.body), 'EDGE_FULL');
  assert.equal((await watch('one')).status, 200);
  assert.equal(tally.viewers(), 2);
  const session = await ask(server.port, 'GET /live/show/index.m3u8?CMCD=sid%3D%22a%22', {
    'User-Agent': 'one',
  });
  assert.equal(session.status, 503, 'another session of the same player is another viewer');
});

test('hooks decide who may have it, write the Multivariant Playlist, and answer the other paths', async (t) => {
  const asked: string[] = [];
  const { server, putEverywhere } = await openViewerPlace(t, {
    server: {
      hooks: {
        authorize: ({ token, broadcast, rest }) => {
          asked.push(rest);
          if (token === 'good') return { kind: 'allowed' };
          if (token === 'moved')
            return { kind: 'moved', location: `https://other/live/${broadcast}/${rest}` };
          return { kind: 'denied', status: 403, error: new SurecastError('WATCHING_DENIED', 'Not for you.') };
        },
        transformMultivariant: async (text, { token }) => `${text}#token:${token}\n`,
        otherwise: (_, response, { kind }) => void response.end(`a page: ${kind}`),
      },
    },
  });
  putEverywhere('show/index.m3u8', '#EXTM3U\n');
  putEverywhere(key, randomBytes(1_000));
  const get = (target: string) => ask(server.port, `GET ${target}`);
  assert.equal((await get('/live/~good/show/index.m3u8')).body.toString(), '#EXTM3U\n#token:good\n');
  for (let time = 0; time < 3; time++) assert.equal((await get(`/live/~good/${key}`)).status, 200);
  assert.deepEqual(asked, ['index.m3u8', 'video/segment-7.ts'], 'one answer holds for the segments');
  const denied = await get('/live/~bad/show/index.m3u8');
  assert.equal(denied.status, 403);
  assert.equal(codeOf(denied.body), 'WATCHING_DENIED');
  const moved = await get('/live/~moved/show/index.m3u8');
  assert.equal(moved.headers.get('location'), 'https://other/live/show/index.m3u8');
  const page = await ask(server.port, 'GET /watch/show', {}, 'slow');
  assert.equal(
    page.body
      .toString()
      .replace(/^[\s\S]*a page/, 'a page')
      .trim(),
    'a page: watch',
  );
});

test('an edge that is closed has no connections left', async (t) => {
  const { server } = await openViewerPlace(t);
  const socket = await openSocket(server.port);
  const ended = once(socket, 'close');
  socket.resume().on('end', () => socket.end());
  await server.close();
  await ended;
});
