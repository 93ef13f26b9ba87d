import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parse, types } from 'hls-parser';
import { fc } from '../../fixtures/property-testing.ts';
import { buildMultivariantPlaylist } from '../../uploader/multivariant-playlist.ts';
import { rewriteMultivariant } from './rewrite-multivariant.ts';

const tags = {
  pathway: 'edge-1',
  serverUri: (playlists: readonly string[]) => `/steering/show?playlists=${playlists.join(',')}`,
};
const variantNamed = (name: string) => ({
  name,
  peakBitsPerSecond: 2_000_000,
  averageBitsPerSecond: 1_500_000,
  codecs: 'avc1.64001f,mp4a.40.2',
  width: 1280,
  height: 720,
  framesPerSecond: 25,
});
const names = fc.uniqueArray(fc.stringMatching(/^[a-z0-9][a-z0-9-]{0,9}$/), { minLength: 1, maxLength: 5 });

test('every variant of a playlist of the publisher is on the pathway, and nothing else has changed', () => {
  fc.assert(
    fc.property(names, (variants) => {
      const before = buildMultivariantPlaylist(variants.map(variantNamed));
      const after = rewriteMultivariant(before, tags);
      const uris = variants.map((name) => `${name}/index.m3u8`);
      const pathway = uris.map((uri) => `,PATHWAY-ID="edge-1",STABLE-VARIANT-ID="${uri}"`);
      const steering = `#EXT-X-CONTENT-STEERING:SERVER-URI="/steering/show?playlists=${uris.join(',')}",PATHWAY-ID="edge-1"\n`;
      assert.ok(after.includes(steering));
      const undone = pathway.reduce((text, added) => text.replace(added, ''), after.replace(steering, ''));
      assert.equal(undone, before);
      const parsed = parse(after);
      assert.ok(parsed instanceof types.MasterPlaylist);
      assert.deepEqual(
        parsed.variants.map(({ uri }) => uri),
        uris,
      );
    }),
  );
});

test('rewriting what was rewritten changes nothing more', () => {
  const once = rewriteMultivariant(buildMultivariantPlaylist([variantNamed('720p')]), tags);
  assert.equal(rewriteMultivariant(once, tags), once);
});

test('steering of another network is replaced', () => {
  const foreign = [
    '#EXTM3U',
    '#EXT-X-CONTENT-STEERING:SERVER-URI="https://elsewhere.example/x",PATHWAY-ID="other"',
    '#EXT-X-STREAM-INF:BANDWIDTH=1,CODECS="a,b",PATHWAY-ID="other",STABLE-VARIANT-ID="v"',
    '',
    'low/index.m3u8',
    '',
  ].join('\r\n');
  assert.equal(
    rewriteMultivariant(foreign, tags),
    [
      '#EXTM3U',
      '#EXT-X-CONTENT-STEERING:SERVER-URI="/steering/show?playlists=low/index.m3u8",PATHWAY-ID="edge-1"',
      '#EXT-X-STREAM-INF:BANDWIDTH=1,CODECS="a,b",PATHWAY-ID="edge-1",STABLE-VARIANT-ID="low/index.m3u8"',
      '',
      'low/index.m3u8',
      '',
    ].join('\n'),
  );
});

test('a variant elsewhere is not named to the steering server', () => {
  const text = '#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\nhttps://other.example/a.m3u8\n';
  const after = rewriteMultivariant(text, tags);
  assert.match(after, /playlists="/);
  assert.doesNotMatch(after, /STABLE-VARIANT-ID/);
});

test('a Media Playlist, and what is no playlist, comes back as it was', () => {
  for (const text of ['#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:2,\n1.ts\n', '', 'not a playlist'])
    assert.equal(rewriteMultivariant(text, tags), text);
});
