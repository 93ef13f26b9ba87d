import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { temporaryDirectory } from '../../fixtures/temporary-directory.ts';
import { openObjectStore } from '../store/open-object-store.ts';
import { bytesOf, type MadeObject, madeObject } from '../store/testing/made-objects.ts';
import { mediaPlaylistOf, multivariantPlaylistOf } from '../store/testing/made-playlists.ts';
import { pullBroadcast } from './pull-broadcast.ts';

const segments = [1, 2, 3].map((count) => madeObject(`show/720p/${count}.ts`, 1_000));
const key = 'show/720p/index.m3u8';
const top = multivariantPlaylistOf('show', ['720p']);

/** An origin in memory, and a store. */
async function makePull(t: TestContext) {
  const store = await openObjectStore({ directory: temporaryDirectory(t), log: () => undefined });
  const objects = new Map<string, Buffer>();
  const asked: string[] = [];
  let tell: (name: string) => void = () => undefined;
  const origin = {
    get: async (name: string) => {
      asked.push(name);
      tell(name);
      return objects.get(name);
    },
  };
  const put = (...all: readonly MadeObject[]): void => {
    for (const each of all) objects.set(each.key, each.bytes);
  };
  const signal = new AbortController().signal;
  const onAsked = (listener: typeof tell): void => {
    tell = listener;
  };
  return {
    store,
    objects,
    put,
    asked,
    onAsked,
    pull: () => pullBroadcast({ origin, store, signal }, 'show'),
  };
}

test('segments come before the playlist that names them, are not asked for twice, and the end is known by playlists and receipt', async (t) => {
  const { store, put, asked, pull } = await makePull(t);
  assert.deepEqual(await pull(), { kind: 'absent' });
  put(top, ...segments, mediaPlaylistOf(key, segments.slice(0, 2)));
  const order: string[] = [];
  store.onStored((object) => order.push(object.key));
  assert.deepEqual(await pull(), { kind: 'live', targetSeconds: 2 });
  assert.deepEqual(order, ['show/720p/1.ts', 'show/720p/2.ts', key, 'show/index.m3u8']);
  put(mediaPlaylistOf(key, segments, { ended: true }));
  asked.length = 0;
  assert.deepEqual(await pull(), { kind: 'ended', isWhole: false });
  assert.deepEqual(asked, ['show/index.m3u8', key, 'show/720p/3.ts', 'show/receipt.json']);
  put(madeObject('show/receipt.json', '{}'));
  assert.deepEqual(await pull(), { kind: 'ended', isWhole: true });
});

test('bytes that are not what the playlist says are not kept, nor is the playlist; the right ones are, when they come', async (t) => {
  const { store, put, pull } = await makePull(t);
  const playlist = mediaPlaylistOf(key, segments);
  const [first, ...rest] = segments;
  assert.ok(first);
  put(top, playlist, first, ...rest.map((each) => ({ ...each, bytes: Buffer.from('others') })));
  await assert.rejects(pull(), { code: 'CHECKSUM_MISMATCH' });
  assert.deepEqual(
    store.list('show').map((each) => each.key),
    [first.key],
  );
  put(...rest);
  await pull();
  assert.deepEqual(await bytesOf(store, key), playlist.bytes);
});

test('what is named and not there yet is waited for; what is not a playlist is refused', async (t) => {
  const { put, pull } = await makePull(t);
  put(top);
  assert.deepEqual(await pull(), { kind: 'live', targetSeconds: 1 });
  put(mediaPlaylistOf(key, segments));
  await assert.rejects(pull(), { code: 'OBJECT_MISSING' });
  put(madeObject(key, '<html>'));
  await assert.rejects(pull(), { code: 'PLAYLIST_UNREADABLE' });
});

test('the Multivariant Playlist that is kept is the last one, also if it changes while the rest is brought', async (t) => {
  const { store, objects, put, onAsked, pull } = await makePull(t);
  const last = madeObject(top.key, top.bytes.toString().replace(/BANDWIDTH=\d+/, 'BANDWIDTH=123456'));
  put(
    top,
    ...segments,
    mediaPlaylistOf(key, segments, { ended: true }),
    madeObject('show/receipt.json', '{}'),
  );
  onAsked((name) => {
    if (name === key) put(last);
  });
  assert.deepEqual(await pull(), { kind: 'ended', isWhole: true });
  assert.notDeepEqual(last.bytes, top.bytes);
  assert.deepEqual(await bytesOf(store, top.key), objects.get(top.key));
  assert.deepEqual(objects.get(top.key), last.bytes);
});
