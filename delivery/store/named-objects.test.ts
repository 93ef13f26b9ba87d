import assert from 'node:assert/strict';
import { test } from 'node:test';
import { namedObjects } from './named-objects.ts';
import { madeObject } from './testing/made-objects.ts';
import { mediaPlaylistOf, multivariantPlaylistOf } from './testing/made-playlists.ts';

const segments = ['1', '2'].map((name) => madeObject(`show/720p/${name}.m4s`));
const init = madeObject('show/720p/init-1.mp4');

test('a Media Playlist names its initialization section once and its segments, with their digests', () => {
  const { key, bytes } = mediaPlaylistOf('show/720p/index.m3u8', segments, { init });
  const named = namedObjects(key, bytes.toString());
  assert.deepEqual(
    named.objects,
    [init, ...segments].map(({ key, sha256 }) => ({ key, sha256 })),
  );
  assert.deepEqual([named.kind, named.ended, named.targetSeconds], ['media', false, 2]);
});

test('a Multivariant Playlist names Media Playlists', () => {
  const { key, bytes } = multivariantPlaylistOf('show', ['720p', '360p']);
  const named = namedObjects(key, bytes.toString());
  assert.deepEqual(
    named.objects.map((each) => each.key),
    ['show/720p/index.m3u8', 'show/360p/index.m3u8'],
  );
});

test('gaps, and what lies elsewhere or would climb out, are not among them', () => {
  const lines = [
    '#EXT-X-GAP\n#EXTINF:2,\ngap-1',
    'https://elsewhere.example/a.ts',
    '../../../x',
    '/etc/passwd',
  ];
  const text = `#EXTM3U\n#EXT-X-TARGETDURATION:2\n${lines.map((line) => (line.startsWith('#') ? line : `#EXTINF:2,\n${line}`)).join('\n')}\n#EXT-X-ENDLIST\n`;
  const named = namedObjects('show/720p/index.m3u8', text);
  assert.deepEqual(
    named.objects.map(({ key }) => key),
    [],
  );
  assert.equal(named.ended, true);
});
