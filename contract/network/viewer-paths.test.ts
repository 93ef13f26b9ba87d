import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fc } from '../../fixtures/property-testing.ts';
import { formatViewerPath, parseViewerPath, type ViewerPath } from './viewer-paths.ts';

const letters = 'abcXYZ019';
const name = fc.string({ unit: fc.constantFrom(...letters, '.', '_', '-'), minLength: 1, maxLength: 30 });
const broadcast = name.map((text) => `b${text}`);
const token = fc.option(name, { nil: undefined });

const viewerPath: fc.Arbitrary<ViewerPath> = fc.oneof(
  fc.record({
    kind: fc.constant('live' as const),
    token,
    broadcast,
    rest: fc.array(broadcast, { minLength: 1, maxLength: 2 }).map((parts) => parts.join('/')),
  }),
  fc.record({
    kind: fc.constantFrom('watch' as const, 'join' as const, 'steering' as const),
    token,
    broadcast,
    rest: fc.constant(''),
  }),
  fc.record({
    kind: fc.constant('player' as const),
    token: fc.constant(undefined),
    broadcast: fc.constant(''),
    rest: fc.constantFrom('watch.css', 'player.mjs', 'hls.light.min.js'),
  }),
);

test('a viewer path that was written is read back as the same', () => {
  fc.assert(
    fc.property(viewerPath, (path) => {
      assert.deepEqual(parseViewerPath(formatViewerPath(path)), { ...path });
    }),
  );
});

test('what is none of the paths is refused', () => {
  for (const path of [
    '/',
    '/live/show',
    '/live/../etc/passwd',
    '/live/show/../index.m3u8',
    '/live/show/720p/../index.m3u8',
    '/live/show/.hidden',
    '/live/show/a/b/c.ts',
    '/live/show//index.m3u8',
    '/live/~/show/index.m3u8',
    '/watch/show/index.m3u8',
    '/join/',
    '/player/',
    '/player/a/b.js',
    '/player/../watch.css',
  ]) {
    assert.equal(parseViewerPath(path), undefined, path);
  }
});
