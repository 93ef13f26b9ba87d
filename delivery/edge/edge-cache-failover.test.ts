import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { bytesOf, livePlaylist, objectOf, openEdgePlace } from './testing/edge-place.ts';

const key = 'show/video/segment-7.ts';
const playlistKey = 'show/video/index.m3u8';
const segment = randomBytes(300_000);
const soon = { stallMs: 1_000 };

test('a server that refuses connections is passed over, and avoided afterwards', async (t) => {
  const { cache, primary, standby, main, putEverywhere } = await openEdgePlace(t);
  putEverywhere(key, segment);
  putEverywhere(
    playlistKey,
    livePlaylist(7, 1, () => segment),
  );
  await primary.close();
  assert.deepEqual(await bytesOf(await objectOf(cache, key)), segment);
  await objectOf(cache, playlistKey);
  assert.equal(standby.requests(key), 1);
  assert.equal(main.requests(key), 0);
  assert.equal(cache.pullsFrom('show'), 'standby');
});

test('a server that says nothing gets company after the patience for headers', async (t) => {
  const { cache, primary, standby, main, putEverywhere } = await openEdgePlace(t, {
    timing: { headersMs: 50 },
  });
  putEverywhere(key, segment);
  primary.misbehave({ kind: 'mute' });
  standby.misbehave({ kind: 'mute' });
  assert.deepEqual(await bytesOf(await objectOf(cache, key)), segment);
  assert.equal(main.requests(key), 1);
});

for (const kind of ['stall', 'cut'] as const)
  test(`a body that breaks off (${kind}) is finished by the standby for whoever reads it already`, async (t) => {
    const { cache, primary, standby, wrong, putEverywhere } = await openEdgePlace(t, { timing: soon });
    putEverywhere(key, segment);
    primary.misbehave({ kind, afterBytes: 100_000 });
    assert.deepEqual(await bytesOf(await objectOf(cache, key)), segment);
    assert.equal(standby.requests(key), 1);
    assert.deepEqual(wrong, []);
  });

test('wrong bytes are never finished, are reported, and come right from the standby', async (t) => {
  const { cache, primary, standby, wrong, putEverywhere } = await openEdgePlace(t);
  putEverywhere(key, segment);
  primary.misbehave({ kind: 'lie', fromByte: 200_000 });
  const first = await objectOf(cache, key);
  await assert.rejects(bytesOf(first), /wrong bytes/);
  assert.deepEqual(wrong, ['primary']);
  assert.deepEqual(await bytesOf(await objectOf(cache, key)), segment);
  assert.equal(standby.requests(key), 1);
});

test('a range of an object with wrong bytes is not finished either', async (t) => {
  const { cache, primary, putEverywhere } = await openEdgePlace(t);
  putEverywhere(key, segment);
  primary.misbehave({ kind: 'lie', fromByte: 0 });
  const object = await objectOf(cache, key);
  const read = async () => {
    for await (const piece of object.read(10, 99)) assert.fail(`${piece.length} bytes were let out`);
  };
  await assert.rejects(read(), /wrong bytes/);
});

test('an object that is not what the playlist names is wrong whatever its digest says', async (t) => {
  const { cache, primary, standby, wrong, putEverywhere } = await openEdgePlace(t);
  putEverywhere(
    playlistKey,
    livePlaylist(7, 1, () => segment),
  );
  putEverywhere(key, segment);
  primary.put(key, randomBytes(300_000));
  await objectOf(cache, playlistKey);
  assert.deepEqual(await bytesOf(await objectOf(cache, key)), segment);
  assert.deepEqual(wrong, ['primary']);
  assert.equal(standby.requests(key), 1);
});

test('who goes on from a broken-off body with other bytes cuts off whoever read the first ones', async (t) => {
  const { cache, primary, wrong, putEverywhere } = await openEdgePlace(t, { timing: soon });
  putEverywhere(key, segment);
  primary.misbehave({ kind: 'stall', afterBytes: 100_000, lieFromByte: 50_000 });
  const object = await objectOf(cache, key);
  await assert.rejects(bytesOf(object), /different bytes/);
  assert.deepEqual(await bytesOf(await objectOf(cache, key)), segment);
  assert.deepEqual(wrong, ['primary']);
});

test('what a playlist names is missing only when every server says so', async (t) => {
  const { cache, primary, main, putEverywhere } = await openEdgePlace(t);
  putEverywhere(
    playlistKey,
    livePlaylist(7, 1, () => segment),
  );
  main.put(key, segment);
  await objectOf(cache, playlistKey);
  assert.deepEqual(await bytesOf(await objectOf(cache, key)), segment);
  assert.deepEqual(await cache.get({ key: 'show/video/none.ts', broadcast: 'show' }), { kind: 'missing' });
  assert.equal(primary.requests('show/video/none.ts'), 1);
  assert.equal(main.requests('show/video/none.ts'), 0);
});

test('with all servers away what is not held is unavailable', async (t) => {
  const { cache, all } = await openEdgePlace(t);
  for (const each of all) await each.close();
  assert.deepEqual(await cache.get({ key, broadcast: 'show' }), { kind: 'unavailable' });
  assert.deepEqual(await cache.get({ key: 'other/index.m3u8', broadcast: 'other' }), { kind: 'missing' });
});
