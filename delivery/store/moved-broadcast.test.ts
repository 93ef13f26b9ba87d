import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { temporaryDirectory } from '../../fixtures/temporary-directory.ts';
import type { ObjectStore } from './object-store.ts';
import { openObjectStore } from './open-object-store.ts';
import { bytesOf, madeObject, putInto } from './testing/made-objects.ts';
import { mediaPlaylistOf } from './testing/made-playlists.ts';

const key = 'show/720p/index.m3u8';
const segments = [1, 2, 3, 4].map((at) => madeObject(`show/720p/0000000${at}.ts`, `segment ${at}`));
const upTo = (count: number, ended = false) => mediaPlaylistOf(key, segments.slice(0, count), { ended });
/** What the main servers count by: the clock of the one that the broadcast leaves is ten minutes ahead. */
const [before, after] = [1_600_000, 1_000_000];

async function openHolding(t: TestContext) {
  const directory = temporaryDirectory(t);
  const open = () => openObjectStore({ directory, log: () => undefined });
  const store = await open();
  const put = async (object: ReturnType<typeof upTo>, version: number, into: ObjectStore = store) =>
    (await putInto(into, object, { kind: 'newest', version })).kind;
  assert.equal(await put(upTo(2), before), 'stored');
  return { store, put, open };
}

test('a broadcast that moves to a main server whose clock is behind goes on at once', async (t) => {
  const { store, put, open } = await openHolding(t);
  assert.equal(await put(upTo(3), after), 'stored');
  assert.deepEqual([store.head(key)?.version, await bytesOf(store, key)], [after, upTo(3).bytes]);
  // From now on the new one's count decides.
  assert.equal(await put(upTo(4), after + 2), 'stored');
  assert.equal(await put(upTo(3), after + 1), 'taken');
  const again = await open();
  assert.deepEqual(await bytesOf(again, key), upTo(4).bytes);
  assert.equal(await put(upTo(4, true), after + 3, again), 'stored');
});

test('what was under way longer does not take the place of what is ahead of it, nor what can’t be told apart', async (t) => {
  const { store, put } = await openHolding(t);
  for (const older of [upTo(1), madeObject(key, 'no playlist'), { ...upTo(2), ...changed(upTo(2)) }])
    assert.equal(await put(older, after), 'taken');
  assert.deepEqual(await bytesOf(store, key), upTo(2).bytes);
  const multivariant = (text: string) => madeObject('show/index.m3u8', text);
  assert.equal(await put(multivariant('one'), before), 'stored');
  assert.equal(await put(multivariant('two'), after), 'taken');
});

test('a broadcast goes on behind a number as high as there is, from a main server that was revoked for it', async (t) => {
  const { put } = await openHolding(t);
  assert.equal(await put(upTo(2, true), 999_999_999_999_999), 'stored');
  assert.equal(await put(upTo(3, true), after), 'stored');
});

test('of the same number there is one', async (t) => {
  const { store, put } = await openHolding(t);
  assert.equal(await put(upTo(3), before), 'taken');
  assert.deepEqual(await bytesOf(store, key), upTo(2).bytes);
});

const changed = ({ bytes }: { readonly bytes: Buffer }) => madeObject(key, `${bytes.toString()}#changed\n`);
