import assert from 'node:assert/strict';
import { test } from 'node:test';
import { livePlaylist } from '../edge/testing/edge-place.ts';
import { compareReadings, liveEntries, namedObjects, readPlaylist } from './playlist-reading.ts';

const key = 'show/video/index.m3u8';
const bytes = (sequence: number) => Buffer.from(`segment ${sequence}`);
const reading = (first: number, count: number, end = '') =>
  readPlaylist(key, livePlaylist(first, count, bytes) + end);
const ended = '#EXT-X-ENDLIST\n';
const isOlder = (...pair: Parameters<typeof compareReadings>) => compareReadings(...pair) === 'older';

test('a playlist that begins or ends earlier, has not ended any more or has more gaps is older', () => {
  const held = reading(5, 3);
  for (const older of [reading(4, 3), reading(4, 4), reading(5, 2), reading(3, 9)])
    assert.ok(isOlder(older, held));
  for (const newer of [reading(5, 3), reading(5, 4), reading(6, 2), reading(5, 3, ended)])
    assert.ok(!isOlder(newer, held));
  assert.ok(isOlder(reading(5, 3), reading(5, 3, ended)));
  const withGap = livePlaylist(5, 3, bytes).replace('#EXTINF', '#EXT-X-GAP\n#EXTINF');
  assert.ok(isOlder(readPlaylist(key, withGap), held));
  assert.ok(!isOlder(held, readPlaylist(key, withGap)));
  const unreadable = readPlaylist(key, 'no playlist');
  assert.ok(isOlder(unreadable, held));
  assert.ok(!isOlder(held, unreadable));
});

test('a playlist that goes on, fills a gap or ends is newer; what can’t be told apart is alike', () => {
  const held = reading(5, 3);
  for (const newer of [reading(5, 4), reading(6, 3), reading(6, 2), reading(5, 3, ended)])
    assert.deepEqual([compareReadings(newer, held), compareReadings(held, newer)], ['newer', 'older']);
  const withGap = readPlaylist(key, livePlaylist(5, 3, bytes).replace('#EXTINF', '#EXT-X-GAP\n#EXTINF'));
  assert.equal(compareReadings(held, withGap), 'newer');
  assert.equal(compareReadings(reading(4, 5), held), 'older', 'one that goes on and begins earlier');
  const other = readPlaylist('show/index.m3u8', '#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\na.m3u8\n');
  assert.deepEqual([compareReadings(held, held), compareReadings(other, other)], ['alike', 'alike']);
  assert.equal(compareReadings(held, other), 'newer');
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
