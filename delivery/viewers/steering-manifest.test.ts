import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseViewerPath } from '../../contract/network/viewer-paths.ts';
import type { KnownEdge } from './known-edges.ts';
import { buildSteeringManifest } from './steering-manifest.ts';
import { formatSteeringQuery, parseSteeringQuery } from './steering-query.ts';
import { knownEdge } from './testing/edges.ts';

const path = parseViewerPath('/steering/~to.ken/show');
const playlists = ['720p/index.m3u8', '360p/index.m3u8'];

function manifest(order: KnownEdge[], home: KnownEdge | undefined) {
  assert.ok(path !== undefined);
  const query = { home: undefined, pathway: undefined, playlists, backups: [] };
  return buildSteeringManifest({ path, query, order, homeName: home?.name ?? 'gone', home, ttlSeconds: 6 });
}

test('where only the host differs, the host is replaced', () => {
  const order = [knownEdge('a', 1, { isOwn: true }), knownEdge('b', 1)];
  assert.deepEqual(manifest(order, order[0]), {
    VERSION: 1,
    TTL: 6,
    'RELOAD-URI': '/steering/~to.ken/show?home=a&playlists=720p/index.m3u8,360p/index.m3u8&backups=b',
    'PATHWAY-PRIORITY': ['a', 'b'],
    'PATHWAY-CLONES': [{ 'BASE-ID': 'a', ID: 'b', 'URI-REPLACEMENT': { HOST: 'b.example' } }],
    'X-SURECAST-JOIN': ['https://a.example/join/~to.ken/show', 'https://b.example/join/~to.ken/show'],
  });
});

test('where scheme or port differ, each playlist is named as a whole, with the viewer’s token', () => {
  const order = [
    knownEdge('a', 1, { isOwn: true }),
    knownEdge('b', 1, { viewerUrl: 'http://127.0.0.1:8002' }),
  ];
  assert.deepEqual(manifest(order, order[0])['PATHWAY-CLONES'], [
    {
      'BASE-ID': 'a',
      ID: 'b',
      'URI-REPLACEMENT': {
        HOST: '127.0.0.1:8002',
        'PER-VARIANT-URIS': {
          '720p/index.m3u8': 'http://127.0.0.1:8002/live/~to.ken/show/720p/index.m3u8',
          '360p/index.m3u8': 'http://127.0.0.1:8002/live/~to.ken/show/360p/index.m3u8',
        },
      },
    },
  ]);
});

test('a viewer that is sent elsewhere asks there next, and says from where it came', () => {
  const home = knownEdge('a', 1, { isOwn: true, state: 'draining' });
  const sent = manifest([knownEdge('b', 1), knownEdge('c', 1), home], home);
  assert.equal(
    sent['RELOAD-URI'],
    'https://b.example/steering/~to.ken/show?home=a&at=b&playlists=720p/index.m3u8,360p/index.m3u8&backups=c,a',
  );
});

test('every edge but the first is a clone in each manifest, also once that one is gone', () => {
  const sent = manifest([knownEdge('b', 1, { isOwn: true }), knownEdge('c', 1)], undefined);
  assert.deepEqual(
    sent['PATHWAY-CLONES'].map((clone) => [clone['BASE-ID'], clone.ID]),
    [
      ['gone', 'b'],
      ['gone', 'c'],
    ],
  );
  for (const clone of sent['PATHWAY-CLONES']) assert.ok('PER-VARIANT-URIS' in clone['URI-REPLACEMENT']);
});

test('a query is read back as it was written; a player’s own word of its pathway counts, quoted or not', () => {
  const query = { home: 'edge-1', pathway: 'edge-2', playlists, backups: ['b', 'c'] };
  const written = formatSteeringQuery(query);
  assert.deepEqual(parseSteeringQuery(new URLSearchParams(written)), query);
  for (const pathway of ['edge-3', '%22edge-3%22'])
    assert.equal(
      parseSteeringQuery(new URLSearchParams(`${written}&_HLS_pathway=${pathway}`)).pathway,
      'edge-3',
    );
});

test('what a query should not say is left out', () => {
  const query = new URLSearchParams({
    home: 'EDGE',
    _HLS_pathway: '../x',
    playlists: '../../etc/passwd,https://evil.example/a,//evil.example/a,a/b/c/d,ok/index.m3u8',
    backups: 'EDGE,edge-2,"',
  });
  assert.deepEqual(parseSteeringQuery(query), {
    home: undefined,
    pathway: undefined,
    playlists: ['ok/index.m3u8'],
    backups: ['edge-2'],
  });
  const many = new URLSearchParams({ playlists: Array.from({ length: 500 }, (_, at) => `v${at}`).join(',') });
  assert.equal(parseSteeringQuery(many).playlists.length, 20);
});
