import assert from 'node:assert/strict';
import { test } from 'node:test';
import { temporaryDirectory } from '../../fixtures/temporary-directory.ts';
import { openObjectStore } from './open-object-store.ts';
import { madeObject, putInto } from './testing/made-objects.ts';
import { mediaPlaylistOf } from './testing/made-playlists.ts';

const directoryBytes = 250_000;

test('a store that keeps so much evicts what no playlist names any more, oldest first, also at its start', async (t) => {
  const directory = temporaryDirectory(t);
  const longAgo = Date.now() - 3_600_000;
  const segments = [1, 2, 3, 4].map((count) => madeObject(`show/720p/${count}.ts`, 100_000));
  const store = await openObjectStore({ directory, log: () => undefined });
  for (const [at, segment] of segments.entries())
    await putInto(store, segment, { kind: 'newest', version: longAgo + at });
  // The oldest and the newest are in the window: the two between them go.
  const window = segments.filter((_, at) => at === 0 || at === 3);
  await putInto(store, mediaPlaylistOf('show/720p/index.m3u8', window), {
    kind: 'newest',
    version: Date.now(),
  });
  await store.close();
  const again = await openObjectStore({ directory, keepBytes: directoryBytes, log: () => undefined });
  assert.deepEqual(
    again.list('show').map(({ key }) => key),
    ['show/720p/1.ts', 'show/720p/4.ts', 'show/720p/index.m3u8'],
  );
  assert.ok(again.heldBytes() <= directoryBytes);
});
