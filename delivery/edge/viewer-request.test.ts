import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fc } from '../../fixtures/property-testing.ts';
import { parseByteRange } from '../transfer/byte-range.ts';
import { chooseCoding } from './content-coding.ts';
import { createHeadReading } from './read-simple-head.ts';
import { viewerName } from './viewer-request.ts';

const read = (text: string) => createHeadReading()(Buffer.from(text, 'latin1'));
const request = (lines: string) => read(`GET /live/show/a.ts HTTP/1.1\r\nHost: edge\r\n${lines}\r\n`);

test('what a player sends is simple', () => {
  const chrome =
    'Connection: keep-alive\r\nRange: bytes=0-9\r\nUser-Agent: Mozilla/5.0\r\nAccept: */*\r\nAccept-Encoding: gzip, br\r\nsec-ch-ua-platform: "Linux"\r\n';
  assert.deepEqual(request(chrome), {
    method: 'GET',
    path: '/live/show/a.ts',
    query: '',
    headers: {
      range: 'bytes=0-9',
      ifRange: undefined,
      ifNoneMatch: undefined,
      acceptEncoding: 'gzip, br',
      userAgent: 'Mozilla/5.0',
      host: 'edge',
      session: undefined,
      realAddress: undefined,
    },
  });
});

test('whatever changes what a request means is left to a full server', () => {
  const lines = [
    'Connection: close\r\n',
    'Content-Length: 0\r\n',
    'Transfer-Encoding: chunked\r\n',
    'Expect: 100-continue\r\n',
    'Upgrade: websocket\r\n',
    'Host: other\r\n',
    'Range: bytes=0-1\r\nRange: bytes=2-3\r\n',
    'X-Folded: a\r\n b\r\n',
    'No colon\r\n',
    'X-Name : value\r\n',
    'X-Control: a\x01b\r\n',
    'X-Line: a\nb\r\n',
    'X-Bytes: \xff\r\n',
  ];
  for (const line of lines) assert.equal(request(line), undefined, JSON.stringify(line));
  for (const text of [
    'GET /a HTTP/1.0\r\nHost: edge\r\n\r\n',
    'GET /a HTTP/1.1\r\n\r\n',
    'GET http://edge/a HTTP/1.1\r\nHost: edge\r\n\r\n',
    'GET /a b HTTP/1.1\r\nHost: edge\r\n\r\n',
    'PUT /a HTTP/1.1\r\nHost: edge\r\n\r\n',
    'GET /a HTTP/1.1\r\nHost: edge\r\n\r\nGET /b HTTP/1.1\r\nHost: edge\r\n\r\n',
    'GET /a HTTP/1.1\r\nHost: edge\r\n',
  ])
    assert.equal(read(text), undefined, JSON.stringify(text));
});

test('no bytes at all make the reading throw', () => {
  const piece = fc.constantFrom(
    'GET ',
    'HEAD ',
    '/live/',
    'a',
    ' ',
    ':',
    '\r\n',
    '\r',
    '\n',
    'Host',
    ' HTTP/1.1',
    '\0',
    '\xff',
  );
  fc.assert(
    fc.property(
      fc.array(piece).map((pieces) => `${pieces.join('')}\r\n\r\n`),
      (text) => void read(text),
    ),
  );
});

test('a viewer is a session where the player tells one, else the player', () => {
  const headers = request('User-Agent: player\r\n')?.headers;
  assert.ok(headers !== undefined);
  const base = { method: 'GET', path: '/', headers } as const;
  assert.equal(viewerName({ ...base, query: '' }), 'player');
  assert.equal(viewerName({ ...base, query: 'CMCD=bl%3D100%2Csid%3D%22abc-1%22' }), 'abc-1');
  assert.equal(viewerName({ ...base, query: '', headers: { ...headers, session: 's' } }), 's');
  assert.equal(request('CMCD-Session: sf=h,sid="xyz"\r\n')?.headers.session, 'xyz');
});

test('a satisfiable range lies within the object and is what was asked for', () => {
  const size = fc.integer({ min: 1, max: 1_000 });
  fc.assert(
    fc.property(size, fc.nat({ max: 2_000 }), fc.nat({ max: 2_000 }), (sizeBytes, first, last) => {
      const range = parseByteRange(`bytes=${first}-${last}`, sizeBytes);
      if (last < first) return assert.equal(range, undefined);
      if (first >= sizeBytes) return assert.equal(range, 'unsatisfiable');
      assert.deepEqual(range, { start: first, end: Math.min(last, sizeBytes - 1) });
    }),
  );
  assert.equal(parseByteRange('bytes=-0', 10), 'unsatisfiable');
  assert.equal(parseByteRange('bytes=0-', 0), 'unsatisfiable');
  assert.equal(parseByteRange('bytes=-', 10), undefined);
  assert.equal(parseByteRange('bytes=0-1,4-5', 10), undefined);
});

test('the smallest coding that a client takes is chosen', () => {
  assert.equal(chooseCoding(''), 'identity');
  assert.equal(chooseCoding('gzip, deflate, br'), 'br');
  assert.equal(chooseCoding('gzip;q=0.5, br;q=0'), 'gzip');
  assert.equal(chooseCoding('*'), 'br');
  assert.equal(chooseCoding('deflate'), 'identity');
});
