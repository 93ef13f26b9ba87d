import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bytesOf, livePlaylist, objectOf, openEdgePlace } from './testing/edge-place.ts';

const key = 'show/video/index.m3u8';
const playlist = (first: number, count = 3) =>
  livePlaylist(first, count, (at) => Buffer.from(`segment ${at}`));

test('a playlist is asked for again only when it is no longer fresh, and only if it has changed it comes again', async (t) => {
  let nowMs = 0;
  const { cache, primary, putEverywhere } = await openEdgePlace(t, { nowMs: () => nowMs });
  putEverywhere(key, playlist(1));
  const text = async () => (await bytesOf(await objectOf(cache, key))).toString();
  const first = await objectOf(cache, key);
  nowMs += 200;
  assert.equal(await objectOf(cache, key), first);
  assert.equal(primary.requests(key), 1);
  nowMs += 200;
  assert.equal(cache.held(key), undefined);
  assert.equal(await objectOf(cache, key), first, 'not modified: the same object');
  assert.equal(primary.requests(key), 2);
  putEverywhere(key, playlist(2));
  nowMs += 400;
  assert.equal(await text(), playlist(2));
});

test('a playlist never goes back: a lagging server is passed over for one that is not', async (t) => {
  let nowMs = 0;
  const { cache, primary, standby, putEverywhere } = await openEdgePlace(t, { nowMs: () => nowMs });
  const text = async () => (await bytesOf(await objectOf(cache, key))).toString();
  putEverywhere(key, playlist(5));
  assert.equal(await text(), playlist(5));
  primary.put(key, playlist(3), 1);
  nowMs += 400;
  assert.equal(await text(), playlist(5));
  standby.put(key, playlist(6));
  nowMs += 400;
  assert.equal(await text(), playlist(6));
});

test('a playlist that goes on does so whatever its number: another main server, whose clock is behind, counts lower', async (t) => {
  let nowMs = 0;
  const { cache, all } = await openEdgePlace(t, { nowMs: () => nowMs });
  const text = async () => (await bytesOf(await objectOf(cache, key))).toString();
  const putAll = (content: string, version: number) => {
    for (const each of all) each.put(key, content, version);
  };
  putAll(playlist(5), 1_000_000);
  assert.equal(await text(), playlist(5));
  putAll(playlist(6), 400_000);
  nowMs += 400;
  assert.equal(await text(), playlist(6));
  putAll(`${playlist(6)}#by another count\n`, 300_000);
  nowMs += 400;
  assert.equal(await text(), playlist(6), 'alike, the number decides');
  putAll(playlist(5), 2_000_000);
  nowMs += 400;
  assert.equal(await text(), playlist(6), 'no higher number leads back');
});

test('with upstream away the newest known playlist goes on being given', async (t) => {
  let nowMs = 0;
  const { cache, all, putEverywhere } = await openEdgePlace(t, { nowMs: () => nowMs });
  putEverywhere(key, playlist(5));
  const first = await objectOf(cache, key);
  for (const each of all) each.remove(key);
  nowMs += 400;
  assert.equal(await objectOf(cache, key), first);
  for (const each of all) await each.close();
  nowMs += 3_600;
  assert.equal(await objectOf(cache, key), first);
});

test('nobody waits for news of a playlist that is held longer than a moment', async (t) => {
  let nowMs = 0;
  const { cache, primary, putEverywhere } = await openEdgePlace(t, {
    nowMs: () => nowMs,
    timing: { staleAfterMs: 20 },
  });
  putEverywhere(key, playlist(5));
  const first = await objectOf(cache, key);
  primary.misbehave({ kind: 'mute' });
  nowMs += 400;
  assert.equal(await objectOf(cache, key), first);
});

test('a server whose playlist stands still for too long is not believed before the others', async (t) => {
  let nowMs = 0;
  const { cache, standby, putEverywhere } = await openEdgePlace(t, { nowMs: () => nowMs });
  putEverywhere(key, playlist(5));
  await objectOf(cache, key);
  standby.put(key, playlist(9));
  nowMs += 3_000;
  assert.equal((await bytesOf(await objectOf(cache, key))).toString(), playlist(5));
  nowMs += 3_000;
  assert.equal((await bytesOf(await objectOf(cache, key))).toString(), playlist(9));
});

test('a playlist with wrong bytes is taken from the standby', async (t) => {
  const { cache, primary, wrong, putEverywhere } = await openEdgePlace(t);
  putEverywhere(key, playlist(5));
  primary.misbehave({ kind: 'lie', fromByte: 30 });
  assert.equal((await bytesOf(await objectOf(cache, key))).toString(), playlist(5));
  assert.deepEqual(wrong, ['primary']);
});

test('what nobody asks for is not refreshed, and forgotten after a while', async (t) => {
  let nowMs = 0;
  const { cache, primary, putEverywhere } = await openEdgePlace(t, {
    nowMs: () => nowMs,
    timing: { forgetMs: 5_000 },
  });
  putEverywhere(key, playlist(5));
  await objectOf(cache, key);
  assert.ok(cache.heldBytes() > 0);
  nowMs += 6_000;
  while (cache.heldBytes() > 0) await new Promise((resolve) => setTimeout(resolve, 20));
  assert.equal(primary.requests(key), 1);
});
