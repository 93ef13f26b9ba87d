import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { checkPlaylist } from './check-playlist.ts';
import type { ExpectedObject } from './expected-object.ts';

const hashA = 'a'.repeat(64);
const hashB = 'b'.repeat(64);

const listed = new Map(
  (
    [
      { key: 'show/720p/index.m3u8', kind: 'media-playlist', sizeBytes: 1, sha256: hashA },
      { key: 'show/720p/init.mp4', kind: 'init', sizeBytes: 1, sha256: hashA },
      { key: 'show/720p/0.m4s', kind: 'segment', sizeBytes: 1, sha256: hashB },
    ] satisfies ExpectedObject[]
  ).map((object) => [object.key, object]),
);

function check(lines: string): string[] {
  const text = `#EXTM3U\n#EXT-X-VERSION:8\n#EXT-X-TARGETDURATION:2\n${lines}`;
  return checkPlaylist('show/720p/index.m3u8', text, listed).map((problem) => problem.code);
}

const map = (hash: string) => `#EXT-X-SURECAST-SHA256:${hash}\n#EXT-X-MAP:URI="init.mp4"\n`;
const segment = (hash: string, uri = '0.m4s') => `#EXT-X-SURECAST-SHA256:${hash}\n#EXTINF:2.0,\n${uri}\n`;

describe('checkPlaylist', () => {
  it('is content with listed objects under their hashes, and with gaps', () => {
    const gap = '#EXT-X-GAP\n#EXTINF:2.0,\ngap-00000001\n';
    assert.deepEqual(check(map(hashA) + segment(hashB) + gap), []);
  });

  it('notices another hash, none, and one of the initialization section', () => {
    assert.deepEqual(check(map(hashA) + segment(hashA)), ['PLAYLIST_DIFFERS']);
    assert.deepEqual(check(`${map(hashA)}#EXTINF:2.0,\n0.m4s\n`), ['PLAYLIST_DIFFERS']);
    assert.deepEqual(check(map(hashB) + segment(hashB)), ['PLAYLIST_DIFFERS']);
  });

  it('notices names that are not listed, wherever they point', () => {
    for (const uri of [
      '1.m4s',
      '%zz.m4s',
      '../../other/720p/0.m4s',
      'http://elsewhere.invalid/show/720p/0.m4s',
    ]) {
      assert.deepEqual(check(segment(hashB, uri)), ['PLAYLIST_DIFFERS']);
    }
  });

  it('notices a variant without its playlist', () => {
    const variant = (uri: string) => `#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\n${uri}\n`;
    const problems = (uri: string) => checkPlaylist('show/index.m3u8', variant(uri), listed);
    assert.deepEqual(problems('720p/index.m3u8'), []);
    assert.deepEqual(
      problems('1080p/index.m3u8').map((problem) => problem.code),
      ['PLAYLIST_DIFFERS'],
    );
  });

  it('names what is no playlist', () => {
    const problems = checkPlaylist('show/index.m3u8', '<html>', listed);
    assert.deepEqual(
      problems.map((problem) => problem.code),
      ['PLAYLIST_UNREADABLE'],
    );
  });
});
