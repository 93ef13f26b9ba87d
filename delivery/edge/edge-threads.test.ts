import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, before, test } from 'node:test';
import { SurecastError } from '../../contract/surecast-error.ts';
import { conformsAsEdge } from './edge-conformance.ts';
import type { EdgeServer } from './edge-server.ts';
import { createEdgeTally, type EdgeTally } from './edge-tally.ts';
import { openEdgeServers } from './open-edge-servers.ts';
import { allocateShared } from './shared-memory.ts';
import { type EdgePlace, openEdgePlace } from './testing/edge-place.ts';
import { ask } from './testing/raw-request.ts';
import { asUnderTest } from './testing/viewer-place.ts';

const onLinux = process.platform === 'linux' ? {} : { skip: 'several listeners on one port need Linux' };
const segment = randomBytes(400_000);

/** One edge with two serving threads for all of these tests: threads take a while to start. */
const open: { place?: EdgePlace; server?: EdgeServer; tally?: EdgeTally } = {};
const ends: (() => Promise<void>)[] = [];

before(async () => {
  const scope = { after: (end: () => Promise<void>) => void ends.unshift(end) };
  const place = await openEdgePlace(scope, { allocate: allocateShared });
  const tally = createEdgeTally(3, () => performance.now());
  const server = await openEdgeServers({
    host: '127.0.0.1',
    port: 0,
    threads: 2,
    cache: place.cache,
    tally,
    log: () => undefined,
    hooks: {
      authorize: ({ token }) =>
        token === 'bad'
          ? { kind: 'denied', status: 403, error: new SurecastError('WATCHING_DENIED', 'Not for you.') }
          : { kind: 'allowed' },
      transformMultivariant: (text, { token }) => (token === undefined ? text : `${text}#token:${token}\n`),
      otherwise: (request, response, { kind }) => {
        const body = `a page: ${kind} for ${request.headers.host}`;
        response.writeHead(200, { 'Content-Length': body.length, 'X-Page': 'yes' }).end(body);
      },
    },
  });
  ends.unshift(() => server.close());
  Object.assign(open, { place, server, tally });
});

after(async () => {
  for (const end of ends) await end();
});

function opened(): { place: EdgePlace; port: number; server: EdgeServer; tally: EdgeTally } {
  const { place, server, tally } = open;
  assert.ok(place !== undefined && server !== undefined && tally !== undefined);
  return { place, port: server.port, server, tally };
}

conformsAsEdge('two threads', 'fast', async () => {
  const { place, port } = opened();
  return asUnderTest(place, port);
});

test('a thousand first requests on all threads are one request upstream', onLinux, async () => {
  const { place, port } = opened();
  const key = 'show/video/crowd.ts';
  const small = segment.subarray(0, 20_000);
  place.putEverywhere(key, small);
  const answers = await Promise.all(Array.from({ length: 1_000 }, () => ask(port, `GET /live/${key}`)));
  assert.ok(answers.every(({ status, body }) => status === 200 && body.equals(small)));
  assert.equal(place.primary.requests(key), 1);
  assert.equal(place.standby.requests(key) + place.main.requests(key), 0);
});

test(
  'an object that arrives slowly goes to viewers of all threads, and a wrong one to nobody',
  onLinux,
  async () => {
    const { place, port } = opened();
    const key = 'show/video/slow.ts';
    place.putEverywhere(key, segment);
    place.primary.holdFrom(200_000);
    const waiting = Array.from({ length: 20 }, () => ask(port, `GET /live/${key}`));
    while (place.primary.requests(key) === 0) await new Promise((resolve) => setImmediate(resolve));
    place.primary.release();
    for (const { body } of await Promise.all(waiting)) assert.deepEqual(body, segment);

    const lie = 'show/video/lie.ts';
    place.putEverywhere(lie, segment);
    place.primary.misbehave({ kind: 'lie', fromByte: 300_000 });
    const first = await Promise.all(Array.from({ length: 20 }, () => ask(port, `GET /live/${lie}`)));
    place.primary.misbehave(undefined);
    for (const { body } of first) if (body.length === segment.length) assert.deepEqual(body, segment);
    assert.deepEqual(place.wrong, ['primary']);
    assert.deepEqual((await ask(port, `GET /live/${lie}`)).body, segment);
  },
);

test('hooks of the thread that fetches decide for all', onLinux, async () => {
  const { place, port } = opened();
  place.putEverywhere('show/index.m3u8', '#EXTM3U\n');
  const denied = await ask(port, 'GET /live/~bad/show/index.m3u8');
  assert.equal(denied.status, 403);
  assert.match(denied.body.toString(), /WATCHING_DENIED/);
  const text = (await ask(port, 'GET /live/~good/show/index.m3u8')).body.toString();
  assert.equal(text, '#EXTM3U\n#token:good\n');
  const page = await ask(port, 'GET /watch/show', {}, 'slow');
  assert.equal(page.headers.get('x-page'), 'yes');
  assert.equal(page.body.toString(), 'a page: watch for edge.test');
});

test(
  'viewers and bytes are counted over all threads, and so is the room that there is',
  onLinux,
  async () => {
    const { place, port, tally } = opened();
    place.putEverywhere('show/index.m3u8', '#EXTM3U\n');
    const watch = (player: string) => ask(port, 'GET /live/show/index.m3u8', { 'User-Agent': player });
    // One has been there since the first test.
    const statuses = [];
    for (const player of ['one', 'two', 'three', 'four']) statuses.push((await watch(player)).status);
    assert.ok(statuses.includes(200));
    assert.equal(statuses.at(-1), 503);
    for (let time = 0; time < 10; time++) assert.equal((await watch('one')).status, 200);
    while (tally.egressBitsPerSecond() === 0) {
      await new Promise((resolve) => setTimeout(resolve, 100));
      tally.tick();
    }
    assert.ok(tally.viewers() <= 3);
  },
);
