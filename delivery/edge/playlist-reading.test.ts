import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isOlderReading, liveEntries, namedObjects, readPlaylist } from './playlist-reading.ts';
import { livePlaylist } from './testing/edge-place.ts';

const key = 'show/video/index.m3u8';
const bytes = (sequence: number) => Buffer.from(`segment ${sequence}`);
const reading = (first: number, count: number, end = '') =>
  readPlaylist(key, livePlaylist(first, count, bytes) + end);
const ended = '#EXT-X-ENDLIST\n';

test('a playlist that begins or ends earlier, has not ended any more or has more gaps is older', () => {
  const held = reading(5, 3);
  for (const older of [reading(4, 3), reading(4, 4), reading(5, 2), reading(3, 9)])
    assert.ok(isOlderReading(older, held));
  for (const newer of [reading(5, 3), reading(5, 4), reading(6, 2), reading(5, 3, ended)])
    assert.ok(!isOlderReading(newer, held));
  assert.ok(isOlderReading(reading(5, 3), reading(5, 3, ended)));
  const withGap = livePlaylist(5, 3, bytes).replace('#EXTINF', '#EXT-X-GAP\n#EXTINF');
  assert.ok(isOlderReading(readPlaylist(key, withGap), held));
  assert.ok(!isOlderReading(held, readPlaylist(key, withGap)));
  const unreadable = readPlaylist(key, 'no playlist');
  assert.ok(isOlderReading(unreadable, held));
  assert.ok(!isOlderReading(held, unreadable));
});

test('the objects that a playlist names have their keys and hashes, initialization sections too', () => {
  const map = `#EXT-X-SURECAST-SHA256:${'b'.repeat(64)}\n#EXT-X-MAP:URI="../init.mp4"\n`;
  const text = livePlaylist(5, 2, bytes).replace('#EXT-X-SURECAST', `${map}#EXT-X-SURECAST`);
  const named = namedObjects(readPlaylist(key, text));
  assert.deepEqual([...named.keys()].toSorted(), [
    'show/init.mp4',
    'show/video/segment-5.ts',
    'show/video/segment-6.ts',
  ]);
  assert.equal(named.get('show/init.mp4')?.sha256, 'b'.repeat(64));
  assert.match(named.get('show/video/segment-5.ts')?.sha256 ?? '', /^[0-9a-f]{64}$/);
});

test('the live window is the end of the playlist', () => {
  const keys = liveEntries(reading(1, 10), 6).map((each) => each.key);
  assert.deepEqual(keys, ['show/video/segment-8.ts', 'show/video/segment-9.ts', 'show/video/segment-10.ts']);
  assert.equal(liveEntries(reading(1, 10), 1_000).length, 10);
});
