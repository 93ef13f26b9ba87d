import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { type TestContext, test } from 'node:test';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { livePlaylist } from './testing/edge-place.ts';
import { ask, openSocket, parseAnswer, type RawAnswer, readAll } from './testing/raw-request.ts';

/** An edge of any make, with what it is to serve behind it. */
export type EdgeUnderTest = {
  readonly port: number;
  putEverywhere(key: string, bytes: Uint8Array | string): void;
  /** Requests that came to the servers behind it for a key. */
  requests(key: string): number;
  /** The servers behind it hold back the rest of every body from this byte on until `release`. */
  holdFrom(byte: number): void;
  release(): void;
};

const segment = Buffer.from(Array.from({ length: 100_000 }, (_, at) => (at * 7) % 251));
const playlist = livePlaylist(7, 40, () => segment);
const segmentPath = '/live/show/video/segment-7.ts';
const playlistPath = '/live/show/video/index.m3u8';

const crowd = 200;

type Ask = (line: string, headers?: Readonly<Record<string, string>>) => Promise<RawAnswer>;

const checks: Readonly<Record<string, (edge: Ask, place: EdgeUnderTest) => Promise<void>>> = {
  'media and playlists come whole, with their types and how long they hold': async (edge) => {
    for (const attempt of ['first', 'held']) {
      const media = await edge(`GET ${segmentPath}`);
      assert.equal(media.status, 200, attempt);
      assert.deepEqual(media.body, segment);
      assert.equal(media.headers.get('content-type'), 'video/mp2t');
      assert.match(media.headers.get('cache-control') ?? '', /immutable/);
      assert.equal(media.headers.get('content-length'), String(segment.length));
      assert.equal(media.headers.get('accept-ranges'), 'bytes');
      const list = await edge(`GET ${playlistPath}`);
      assert.equal(list.body.toString(), playlist);
      assert.equal(list.headers.get('content-type'), 'application/vnd.apple.mpegurl');
      assert.match(list.headers.get('cache-control') ?? '', /max-age=[0-5]\b/);
    }
  },

  'HEAD says the same without the bytes': async (edge) => {
    const get = await edge(`GET ${segmentPath}`);
    const head = await edge(`HEAD ${segmentPath}`);
    assert.equal(head.status, 200);
    assert.equal(head.body.length, 0);
    for (const header of ['content-length', 'content-type', 'etag', 'cache-control'])
      assert.equal(head.headers.get(header), get.headers.get(header), header);
  },

  'ranges from the start, within, of the end, and none behind it': async (edge) => {
    const size = segment.length;
    const ranges = [
      ['bytes=0-99', 0, 99],
      ['bytes=500-500', 500, 500],
      [`bytes=${size - 10}-`, size - 10, size - 1],
      ['bytes=-1000', size - 1_000, size - 1],
      [`bytes=90000-${size * 2}`, 90_000, size - 1],
      [`bytes=-${size * 2}`, 0, size - 1],
    ] as const;
    for (const [range, start, end] of ranges) {
      const part = await edge(`GET ${segmentPath}`, { Range: range });
      assert.equal(part.status, 206, range);
      assert.equal(part.headers.get('content-range'), `bytes ${start}-${end}/${size}`);
      assert.deepEqual(part.body, segment.subarray(start, end + 1));
    }
    const behind = await edge(`GET ${segmentPath}`, { Range: `bytes=${size}-` });
    assert.equal(behind.status, 416);
    assert.equal(behind.headers.get('content-range'), `bytes */${size}`);
    const nonsense = await edge(`GET ${segmentPath}`, { Range: 'lines=1-2' });
    assert.equal(nonsense.status, 200);
    const other = await edge(`GET ${segmentPath}`, { Range: 'bytes=0-9', 'If-Range': '"other"' });
    assert.equal(other.status, 200);
  },

  'who has it already is told so': async (edge) => {
    for (const path of [segmentPath, playlistPath]) {
      const tag = (await edge(`GET ${path}`)).headers.get('etag') ?? '';
      assert.match(tag, /^(W\/)?"[^"]+"$/);
      for (const given of [tag, `"other", ${tag}`, '*']) {
        const same = await edge(`GET ${path}`, { 'If-None-Match': given });
        assert.equal(same.status, 304, given);
        assert.equal(same.body.length, 0);
        assert.equal(same.headers.get('etag'), tag);
      }
      assert.equal((await edge(`GET ${path}`, { 'If-None-Match': '"other"' })).status, 200);
    }
  },

  'pages of other hosts may read it': async (edge) => {
    const got = await edge(`GET ${segmentPath}`, { Origin: 'https://player.example' });
    assert.equal(got.headers.get('access-control-allow-origin'), '*');
    assert.match(got.headers.get('access-control-expose-headers') ?? '', /Content-Range/);
    const preflight = await edge(`OPTIONS ${segmentPath}`, {
      Origin: 'https://player.example',
      'Access-Control-Request-Method': 'GET',
      'Access-Control-Request-Headers': 'range',
    });
    assert.equal(preflight.status, 204);
    assert.match(preflight.headers.get('access-control-allow-headers') ?? '', /Range/i);
  },

  'playlists are compressed for who can read that, segments never': async (edge) => {
    const zipped = await edge(`GET ${playlistPath}`, { 'Accept-Encoding': 'gzip' });
    assert.equal(zipped.headers.get('content-encoding'), 'gzip');
    assert.equal(gunzipSync(zipped.body).toString(), playlist);
    assert.match(zipped.headers.get('vary') ?? '', /accept-encoding/i);
    const both = await edge(`GET ${playlistPath}`, { 'Accept-Encoding': 'gzip, deflate, br' });
    const decode = both.headers.get('content-encoding') === 'br' ? brotliDecompressSync : gunzipSync;
    assert.equal(decode(both.body).toString(), playlist);
    const plain = await edge(`GET ${playlistPath}`, { 'Accept-Encoding': 'br;q=0, gzip;q=0' });
    assert.equal(plain.headers.get('content-encoding'), undefined);
    const media = await edge(`GET ${segmentPath}`, { 'Accept-Encoding': 'gzip, br' });
    assert.equal(media.headers.get('content-encoding'), undefined);
    assert.equal(createHash('sha256').update(media.body).digest('hex'), sha256(segment));
  },

  'what is not there, and what climbs out, is not found': async (edge) => {
    const paths = [
      '/live/show/none.ts',
      '/live/nobody/index.m3u8',
      '/live/',
      '/live/show/',
      '/',
      '/live/show/video',
    ];
    const climbing = [
      '/live/../etc/passwd',
      '/live/show/../../x',
      '/live/show/%2e%2e/x',
      '/live//show/x',
      '/live/show/.hidden',
    ];
    for (const path of [...paths, ...climbing]) {
      const answer = await edge(`GET ${path}`);
      assert.equal(answer.status, 404, path);
    }
  },

  'many who ask for the same at once cause one request upstream': async (edge, place) => {
    const key = 'show/video/asked-by-many.ts';
    place.putEverywhere(key, segment);
    const answers = await Promise.all(Array.from({ length: crowd }, () => edge(`GET /live/${key}`)));
    assert.ok(answers.every(({ status, body }) => status === 200 && body.equals(segment)));
    assert.equal(place.requests(key), 1);
  },

  'what has arrived is given to the first viewer and to the next, while the rest is not there yet': async (
    _,
    place,
  ) => {
    const key = 'show/video/arriving.ts';
    place.putEverywhere(key, segment);
    place.holdFrom(80_000);
    const first = await begin(place.port, key);
    const next = await begin(place.port, key);
    place.release();
    for (const viewer of [first, next]) assert.deepEqual(parseAnswer(await viewer.whole).body, segment);
    assert.equal(place.requests(key), 1);
  },

  'other methods are refused': async (edge) => {
    for (const method of ['PUT', 'POST', 'DELETE'])
      assert.equal((await edge(`${method} ${segmentPath}`, { 'Content-Length': '0' })).status, 405, method);
  },
};

/** What every data plane of an edge does, whatever it is made of. */
export function conformsAsEdge(
  name: string,
  lane: 'fast' | 'slow',
  open: (t: TestContext) => Promise<EdgeUnderTest>,
): void {
  for (const [what, check] of Object.entries(checks))
    test(`${name}: ${what}`, async (t) => {
      const place = await open(t);
      const { port, putEverywhere } = place;
      putEverywhere('show/video/segment-7.ts', segment);
      putEverywhere('show/video/index.m3u8', playlist);
      await check((line, headers = {}) => ask(port, line, headers, lane), place);
    });
}

/** Asks for an object, waits until most of what is not held back is there, and gives all that comes then. */
async function begin(port: number, key: string): Promise<{ readonly whole: Promise<Buffer> }> {
  const socket = await openSocket(port);
  const { promise: begun, resolve } = Promise.withResolvers<void>();
  let seen = 0;
  socket.on('data', ({ length }: Buffer) => {
    seen += length;
    if (seen > 60_000) resolve();
  });
  const whole = readAll(socket);
  socket.write(`GET /live/${key} HTTP/1.1\r\nHost: edge.test\r\nConnection: close\r\n\r\n`);
  await begun;
  return { whole };
}

const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');
