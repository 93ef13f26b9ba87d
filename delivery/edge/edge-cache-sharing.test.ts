import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { bytesOf, livePlaylist, objectOf, openEdgePlace } from './testing/edge-place.ts';

const key = 'show/video/segment-7.ts';
const playlistKey = 'show/video/index.m3u8';
const segment = randomBytes(2_000_000);

test('a thousand first requests at once are one request upstream, of each object', async (t) => {
  const { cache, primary, standby, main, putEverywhere } = await openEdgePlace(t);
  putEverywhere(key, segment);
  putEverywhere(
    playlistKey,
    livePlaylist(7, 1, () => segment),
  );
  const objects = await Promise.all(Array.from({ length: 1_000 }, () => objectOf(cache, key)));
  const playlists = await Promise.all(Array.from({ length: 1_000 }, () => objectOf(cache, playlistKey)));
  assert.equal(new Set(objects).size, 1);
  assert.equal(new Set(playlists).size, 1);
  assert.deepEqual(await bytesOf(await objectOf(cache, key)), segment);
  for (const each of [key, playlistKey]) {
    assert.equal(primary.requests(each), 1);
    assert.equal(standby.requests(each) + main.requests(each), 0);
  }
});

test('what has arrived of an object is read while the rest is not there yet, each reader at his own pace', async (t) => {
  const { cache, primary } = await openEdgePlace(t);
  primary.put(key, segment);
  primary.holdFrom(1_500_000);
  const object = await objectOf(cache, key);
  const slow = object.read(0, object.sizeBytes - 1)[Symbol.asyncIterator]();
  const first = await slow.next();
  let seen = 0;
  for await (const piece of object.read(0, object.sizeBytes - 1)) {
    assert.deepEqual(piece, segment.subarray(seen, seen + piece.length));
    seen += piece.length;
    if (seen === 1_500_000) primary.release();
  }
  assert.equal(seen, segment.length);
  // The slow one had taken one piece all this time, and held nobody up.
  const rest = [first.value as Buffer];
  for (let next = await slow.next(); next.done !== true; next = await slow.next()) rest.push(next.value);
  assert.deepEqual(Buffer.concat(rest), segment);
  assert.equal(primary.requests(key), 1);
});

test('an object that is whole is given without waiting, and not asked for again', async (t) => {
  const { cache, primary, putEverywhere } = await openEdgePlace(t);
  putEverywhere(key, segment);
  assert.equal(cache.held(key), undefined);
  await bytesOf(await objectOf(cache, key));
  assert.deepEqual(cache.held(key)?.whole, segment);
  assert.equal(cache.heldBytes(), segment.length);
  await objectOf(cache, key);
  assert.equal(primary.requests(key), 1);
});

test('what is missing is asked for once while it is remembered', async (t) => {
  let nowMs = 0;
  const { cache, primary } = await openEdgePlace(t, { nowMs: () => nowMs });
  const missing = () => cache.get({ key: 'show/none.ts', broadcast: 'show' });
  for (let time = 0; time < 3; time++) assert.deepEqual(await missing(), { kind: 'missing' });
  assert.equal(primary.requests('show/none.ts'), 1);
  nowMs += 1_000;
  primary.put('show/none.ts', segment);
  assert.equal((await missing()).kind, 'object');
});
