import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { livePlaylist } from './testing/edge-place.ts';
import { ask, openSocket, parseAnswer, readAll } from './testing/raw-request.ts';
import { openViewerPlace } from './testing/viewer-place.ts';

const key = 'show/video/segment-7.ts';
const path = `/live/${key}`;
const segment = randomBytes(200_000);
const small = randomBytes(20_000);

test('a thousand viewers who ask for the same at once cause one request upstream', async (t) => {
  const { server, primary, standby, main, putEverywhere } = await openViewerPlace(t);
  putEverywhere(key, small);
  const answers = await Promise.all(Array.from({ length: 1_000 }, () => ask(server.port, `GET ${path}`)));
  assert.ok(answers.every(({ status, body }) => status === 200 && body.equals(small)));
  assert.equal(primary.requests(key), 1);
  assert.equal(standby.requests(key) + main.requests(key), 0);
});

test('what has arrived is sent while the rest is not there yet', async (t) => {
  const { server, primary } = await openViewerPlace(t);
  primary.put(key, segment);
  primary.holdFrom(100_000);
  const socket = await openSocket(server.port);
  socket.write(`GET ${path} HTTP/1.1\r\nHost: edge\r\n\r\n`);
  let seen = Buffer.alloc(0);
  await new Promise<void>((resolve) => {
    socket.on('data', (piece: Buffer) => {
      seen = Buffer.concat([seen, piece]);
      if (seen.length >= 100_000) resolve();
    });
  });
  const rest = readAll(socket);
  primary.release();
  socket.end();
  await rest;
  assert.deepEqual(parseAnswer(seen).body, segment);
});

for (const lane of ['fast', 'slow'] as const)
  test(`wrong bytes never reach a viewer as a whole answer (${lane} lane)`, async (t) => {
    const { server, primary, wrong, putEverywhere } = await openViewerPlace(t);
    putEverywhere(key, segment);
    primary.misbehave({ kind: 'lie', fromByte: 150_000 });
    const cut = await ask(server.port, `GET ${path}`, {}, lane);
    assert.equal(Number(cut.headers.get('content-length')), segment.length);
    assert.ok(cut.body.length < segment.length);
    assert.deepEqual(wrong, ['primary']);
    assert.deepEqual((await ask(server.port, `GET ${path}`, {}, lane)).body, segment);
  });

test('a viewer goes on where the server behind the edge is killed in the middle of a segment', async (t) => {
  const { server, primary, standby, putEverywhere } = await openViewerPlace(t);
  putEverywhere(key, segment);
  primary.holdFrom(100_000);
  const answer = ask(server.port, `GET ${path}`);
  while (primary.requests(key) === 0) await new Promise((resolve) => setImmediate(resolve));
  await primary.close();
  assert.deepEqual((await answer).body, segment);
  assert.equal(standby.requests(key), 1);
});

test('requests that come on one connection, also before the last was answered, are answered in order', async (t) => {
  const { server, putEverywhere } = await openViewerPlace(t);
  putEverywhere(key, segment);
  putEverywhere(
    'show/video/index.m3u8',
    livePlaylist(7, 1, () => segment),
  );
  const socket = await openSocket(server.port);
  const request = (target: string, more = '') => `GET ${target} HTTP/1.1\r\nHost: edge\r\n${more}\r\n`;
  socket.write(request(path, 'Range: bytes=0-9\r\n'));
  socket.write(request('/live/show/video/index.m3u8') + request(path, 'Range: bytes=10-19\r\n'));
  socket.write(request('/live/show/none.ts', 'Connection: close\r\n'));
  const all = (await readAll(socket)).toString('latin1');
  const statuses = [...all.matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, status]) => status);
  assert.deepEqual(statuses, ['206', '200', '206', '404']);
});
