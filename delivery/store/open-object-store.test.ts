import assert from 'node:assert/strict';
import { appendFileSync, readdirSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { type TestContext, test } from 'node:test';
import { temporaryDirectory } from '../../fixtures/temporary-directory.ts';
import type { ObjectStore } from './object-store.ts';
import { openObjectStore } from './open-object-store.ts';
import { bytesOf, inPieces, type MadeObject, madeObject, putInto } from './testing/made-objects.ts';

const open = (directory: string, said: string[] = []): Promise<ObjectStore> =>
  openObjectStore({ directory, log: (line) => void said.push(line) });

async function openFresh(t: TestContext): Promise<{ store: ObjectStore; directory: string; said: string[] }> {
  const directory = temporaryDirectory(t);
  const said: string[] = [];
  return { store: await open(directory, said), directory, said };
}

const files = (directory: string): string[] =>
  readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ name }) => name);

const folderOf = (directory: string) => join(directory, 'objects', 'show', '720p');

const segment = madeObject('show/720p/00000001-0a1b2c3d4e5f.ts', 600_000);
const playlist = (text: string): MadeObject => madeObject('show/720p/index.m3u8', text);

test('what was stored is there with its digest, also after a restart, in the order in which it came', async (t) => {
  const { store, directory } = await openFresh(t);
  const heard: string[] = [];
  store.onStored(({ key }) => heard.push(key));
  const objects = [
    segment,
    madeObject('show/720p/00000000-x.ts', 10),
    madeObject('show/empty', ''),
    madeObject('other/a.mp4', 10),
  ];
  for (const object of objects) assert.equal((await putInto(store, object)).kind, 'stored');
  assert.deepEqual(
    heard,
    objects.map(({ key }) => key),
  );
  await store.close();
  const again = await open(directory);
  for (const { key, bytes, sha256 } of objects) {
    assert.equal(again.head(key)?.sha256, sha256);
    assert.deepEqual(await bytesOf(again, key), bytes);
  }
  assert.deepEqual([...again.broadcasts()].sort(), ['other', 'show']);
  assert.equal(
    again.heldBytes(),
    objects.reduce((sum, { bytes }) => sum + bytes.length, 0),
  );
});

test('a name is written once: the same bytes are the same, others are refused', async (t) => {
  const { store } = await openFresh(t);
  await putInto(store, segment);
  assert.equal((await putInto(store, segment)).kind, 'same');
  const other = madeObject(segment.key, 10);
  for (const condition of [
    { kind: 'create' },
    { kind: 'replace', sha256: segment.sha256 },
    { kind: 'newest', version: Date.now() + 1e6 },
  ] as const) {
    const outcome = await putInto(store, other, condition);
    assert.equal(outcome.kind === 'taken' && outcome.object.sha256, segment.sha256);
  }
  assert.deepEqual(await bytesOf(store, segment.key), segment.bytes);
});

test('a playlist takes the place of the very version that it names, and its number rises', async (t) => {
  const { store, directory } = await openFresh(t);
  const [first, second, third] = [playlist('1'), playlist('2'), playlist('3')];
  assert.equal((await putInto(store, second, { kind: 'replace', sha256: first.sha256 })).kind, 'missing');
  await putInto(store, first);
  const before = store.head(first.key)?.version ?? 0;
  assert.equal((await putInto(store, second, { kind: 'replace', sha256: first.sha256 })).kind, 'stored');
  assert.ok((store.head(first.key)?.version ?? 0) > before);
  assert.equal((await putInto(store, third, { kind: 'replace', sha256: first.sha256 })).kind, 'taken');
  assert.equal((await putInto(store, second, { kind: 'replace', sha256: first.sha256 })).kind, 'same');
  assert.deepEqual(await bytesOf(await open(directory), first.key), second.bytes);
  assert.equal(files(folderOf(directory)).length, 1);
});

test('from the tier above a newer version takes the place, and one that was under way longer does not', async (t) => {
  const { store } = await openFresh(t);
  await putInto(store, playlist('5'), { kind: 'newest', version: 5 });
  assert.equal((await putInto(store, playlist('4'), { kind: 'newest', version: 4 })).kind, 'taken');
  assert.equal((await putInto(store, playlist('6'), { kind: 'newest', version: 6 })).kind, 'stored');
  assert.equal(store.head(segment.key.replace(/[^/]+$/, 'index.m3u8'))?.version, 6);
});

test('nothing is kept of wrong bytes, of too many or too few, or of a stream that breaks off', async (t) => {
  const { store, directory } = await openFresh(t);
  const { key, bytes, sha256 } = segment;
  const expected = { sha256, sizeBytes: bytes.length };
  const wrong = Buffer.from(bytes);
  wrong[300_000] = (wrong[300_000] ?? 0) ^ 1;
  const put = (body: Readable) => store.put(key, body, expected, { kind: 'create' });
  assert.notEqual((await put(inPieces(wrong))).kind, 'stored');
  assert.equal((await put(inPieces(Buffer.concat([bytes, bytes])))).kind, 'digest-mismatch');
  assert.equal((await put(inPieces(bytes.subarray(1)))).kind, 'digest-mismatch');
  const breaking = Readable.from(
    (async function* () {
      yield bytes.subarray(0, 400_000);
      throw new Error('the line went down');
    })(),
  );
  await assert.rejects(put(breaking), /the line went down/);
  assert.equal(store.head(key), undefined);
  assert.deepEqual(files(directory), []);
  assert.equal((await putInto(store, segment)).kind, 'stored');
});

test('of many who write one key at a time, one stores it and all are told the truth', async (t) => {
  const { store, directory } = await openFresh(t);
  const outcomes = await Promise.all(Array.from({ length: 20 }, () => putInto(store, segment)));
  assert.deepEqual(outcomes.map(({ kind }) => kind).sort(), [...Array(19).fill('same'), 'stored']);
  const others = await Promise.all(
    [1, 2, 3, 4].map((count) => putInto(store, madeObject('show/other.ts', count))),
  );
  assert.deepEqual(others.map(({ kind }) => kind).sort(), ['stored', 'taken', 'taken', 'taken']);
  assert.equal(files(directory).length, 2);
});

test('a key that is none gets nowhere near the disk', async (t) => {
  const { store, directory } = await openFresh(t);
  for (const key of [
    '../out/x.ts',
    'show/../../x',
    '/etc/passwd',
    'show',
    'show//x',
    'show/.hidden',
    `a/${'x'.repeat(151)}`,
  ])
    await assert.rejects(putInto(store, madeObject(key)), { code: 'REQUEST_INVALID' });
  assert.deepEqual(files(directory), []);
});

test('a part is read as a part', async (t) => {
  const { store } = await openFresh(t);
  await putInto(store, segment);
  const held = store.head(segment.key);
  assert.ok(held);
  for (const [start, end] of [
    [0, 0],
    [299_990, 300_010],
    [0, 599_999],
    [599_999, 599_999],
  ] as const) {
    const part = await store.read(held, { start, end });
    assert.ok(part);
    assert.deepEqual(await buffer(part), segment.bytes.subarray(start, end + 1));
  }
});

test('a file that was changed on the disk is not served: its last piece never leaves, and it can be stored anew', async (t) => {
  const { store, directory, said } = await openFresh(t);
  await putInto(store, segment);
  const [name = ''] = files(folderOf(directory));
  const changed = Buffer.from(segment.bytes);
  changed[5] = (changed[5] ?? 0) ^ 1;
  writeFileSync(join(folderOf(directory), name), changed);
  const held = store.head(segment.key);
  assert.ok(held);
  const received: Buffer[] = [];
  await assert.rejects(async () => {
    for await (const piece of (await store.read(held)) ?? []) received.push(piece);
  });
  assert.ok(Buffer.concat(received).length < segment.bytes.length);
  assert.equal(store.head(segment.key), undefined);
  assert.match(said.join(), /00000001.*changed on this disk/);
  assert.equal((await putInto(store, segment)).kind, 'stored');
  assert.deepEqual(await bytesOf(await open(directory), segment.key), segment.bytes);
});

test('asked to check, a store reads the bytes again', async (t) => {
  const { store, directory } = await openFresh(t);
  await putInto(store, segment);
  const held = store.head(segment.key);
  assert.ok(held);
  assert.equal(await store.check(held), true);
  appendFileSync(join(folderOf(directory), files(folderOf(directory))[0] ?? ''), 'more');
  assert.equal(await store.check(held), false);
  assert.equal(store.head(segment.key), undefined);
});

test('a file that was cut short while the store was closed is said at its start', async (t) => {
  const { store, directory } = await openFresh(t);
  await putInto(store, segment);
  await store.close();
  truncateSync(join(folderOf(directory), files(folderOf(directory))[0] ?? ''), 100);
  const said: string[] = [];
  const again = await open(directory, said);
  assert.equal(again.head(segment.key), undefined);
  assert.match(said.join(), /changed on this disk/);
});

test('a broadcast is removed whole, and nothing of the others', async (t) => {
  const { store, directory } = await openFresh(t);
  for (const object of [segment, madeObject('show/index.m3u8', 'x'), madeObject('other/a.ts', 5)])
    await putInto(store, object);
  await store.remove('show');
  await store.remove('show');
  await store.remove('../..');
  assert.deepEqual(store.broadcasts(), ['other']);
  assert.equal(files(directory).length, 1);
});

test('what is tried out is told to nobody and gone at the next start', async (t) => {
  const { store, directory } = await openFresh(t);
  store.onStored(() => assert.fail('nobody is to hear of it'));
  const probe = madeObject('.surecast-probe/0a/good.m3u8', 'x');
  assert.equal((await putInto(store, probe)).kind, 'stored');
  assert.deepEqual(await bytesOf(store, probe.key), probe.bytes);
  assert.deepEqual(store.broadcasts(), []);
  assert.equal((await open(directory)).head(probe.key), undefined);
});
