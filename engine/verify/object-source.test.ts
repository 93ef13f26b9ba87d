import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { makeBroadcast, sha256 } from '../../catalog/testing/test-broadcast.ts';
import { temporaryDirectory } from '../../fixtures/temporary-directory.ts';
import { catalogSource } from './object-source.ts';

const key = 'show/720p/index.m3u8';

describe('catalogSource', () => {
  it('lets a playlist be newer than listed, and nothing else', (t) => {
    const { catalog, broadcastId, originIds } = makeBroadcast(temporaryDirectory(t));
    t.after(() => catalog.close());
    for (const version of [1, 2, 3]) {
      const text = `version ${version}`;
      const fileId = catalog.media.insertFile({
        broadcastId,
        kind: 'media-playlist',
        variantId: null,
        path: `${version}.m3u8`,
        key,
        version,
        firstSequence: 0,
        sizeBytes: text.length,
        sha256: sha256(text),
        createdAtMs: 0,
      });
      catalog.uploads.insert({ fileId, originId: originIds[0] ?? 0, kind: 'media-playlist' });
    }
    const broadcast = catalog.broadcasts.byName('show');
    const [origin] = catalog.broadcasts.destinations(broadcastId);
    assert.ok(broadcast && origin);
    const source = catalogSource(catalog, broadcast, origin);
    const listed = { key, kind: 'media-playlist', sizeBytes: 9, sha256: sha256('version 2') } as const;
    const isNewer = (text: string) => source.isNewerVersion(listed, sha256(text));
    assert.deepEqual(['version 1', 'version 2', 'version 3', 'of others'].map(isNewer), [
      false,
      false,
      true,
      false,
    ]);
  });
});
