import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { type TestContext, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { objectsPath } from '../../contract/network/object-transfer.ts';
import type { NodeIdentity } from '../identity/node-identity.ts';
import { createScriptedDirectory, type ScriptedDirectory } from '../main/testing/scripted-directory.ts';
import type { ObjectStore } from '../store/object-store.ts';
import { bytesOf, type MadeObject, madeObject, putInto } from '../store/testing/made-objects.ts';
import type { FoundObject, ObjectSource } from '../transfer/object-source.ts';
import { openNodeClient } from '../transfer/open-node-client.ts';
import { ask, makeNodeWorld, type NodeWorld, type TestNode } from '../transfer/testing/node-world.ts';
import type { IntermediateTiming } from './intermediate-timing.ts';
import { type Intermediate, openIntermediate } from './open-intermediate.ts';

const segment = madeObject('show/720p/00000001-0a1b2c3d4e5f.ts', 2_000_000);
const pathOf = ({ key }: MadeObject): string => objectsPath + key;

type MidWorld = {
  readonly world: NodeWorld;
  readonly main: TestNode;
  readonly mid: TestNode;
  readonly intermediate: Intermediate;
  readonly directory: ScriptedDirectory;
  get(object: MadeObject): ReturnType<typeof ask>;
};

type MidOptions = {
  /** What stands between the main server's store and who asks it. */
  readonly mainSource?: (store: ObjectStore) => ObjectSource;
  readonly timing?: Partial<IntermediateTiming>;
  readonly onAsked?: () => void;
};

async function makeMidWorld(t: TestContext, options: MidOptions = {}): Promise<MidWorld> {
  const { mainSource, timing = {}, onAsked } = options;
  const world = await makeNodeWorld(t);
  const main = await world.start('main-1', 'main', mainSource ? { source: mainSource } : {});
  const directory = createScriptedDirectory();
  directory.name(main.address, []);
  let opened: Intermediate | undefined;
  const source = (store: ObjectStore, identity: NodeIdentity): ObjectSource => {
    const log = () => undefined;
    const client = openNodeClient({ identity });
    t.after(() => client.close());
    opened = openIntermediate({ identity, store, directory: directory.client, client, timing, log });
    const { source: real } = opened;
    return (...asked) => {
      onAsked?.();
      return real(...asked);
    };
  };
  const mid = await world.start('mid-1', 'intermediate', { source });
  assert.ok(opened);
  const intermediate = opened;
  t.after(() => intermediate.close());
  const edge = await world.network.admit('edge-1', ['edge']);
  return {
    world,
    main,
    mid,
    intermediate,
    directory,
    get: (object) => ask(mid, pathOf(object), { as: edge }),
  };
}

const foundOf = (
  store: ObjectStore,
  key: string,
  read: (whole: Buffer) => Iterable<Buffer> | AsyncIterable<Buffer>,
  change: Partial<{ version: number; sha256: string }> = {},
): FoundObject => {
  const held = store.head(key);
  if (held === undefined) return { kind: 'missing' };
  const body = async () =>
    Readable.from(read((await bytesOf(store, key)) ?? Buffer.alloc(0)), { objectMode: false });
  return { kind: 'found', object: { ...held, ...change, read: body } };
};

test('what is not held is read through once, kept, and served without the main server from then on', async (t) => {
  const { main, mid, intermediate, get } = await makeMidWorld(t);
  await putInto(main.store, segment);
  assert.deepEqual((await get(segment)).body, segment.bytes);
  while (mid.store.head(segment.key) === undefined) await wait(5);
  assert.equal(mid.store.head(segment.key)?.version, main.store.head(segment.key)?.version);
  await main.server.close();
  assert.deepEqual((await get(segment)).body, segment.bytes);
  assert.equal(intermediate.upstreamRequests(), 1);
});

test('of a thousand first requests at a time exactly one goes to the main server, and all get the same bytes', async (t) => {
  const [overTls, within] = [50, 950];
  const all = Promise.withResolvers<void>();
  let asked = 0;
  let upstream = 0;
  const small = madeObject('show/720p/00000002.ts', 100_000);
  const { main, intermediate, get } = await makeMidWorld(t, {
    timing: { headersMs: 120_000 },
    onAsked: () => {
      asked++;
      if (asked === overTls) all.resolve();
    },
    mainSource: (store) => async (key) => {
      upstream++;
      await all.promise;
      return foundOf(store, key, (whole) => [whole]);
    },
  });
  await putInto(main.store, small);
  const signal = new AbortController().signal;
  const bodies = await Promise.all([
    ...Array.from({ length: within }, async () => wholeOf(await intermediate.source(small.key, signal))),
    ...Array.from({ length: overTls }, async () => (await get(small)).body),
  ]);
  assert.deepEqual([bodies.length, upstream, intermediate.upstreamRequests()], [1_000, 1, 1]);
  for (const body of bodies) assert.ok(body.equals(small.bytes));
});

async function wholeOf(found: FoundObject): Promise<Buffer> {
  const body = found.kind === 'found' ? await found.object.read() : undefined;
  return body === undefined ? Buffer.alloc(0) : buffer(body);
}

test('who asks while an object arrives gets what has come; its end only when the digest was found right', async (t) => {
  const half = Promise.withResolvers<void>();
  const { main, mid, world } = await makeMidWorld(t, {
    mainSource: (store) => async (key) =>
      foundOf(store, key, async function* (whole) {
        yield whole.subarray(0, 1_000_000);
        await half.promise;
        yield whole.subarray(1_000_000);
      }),
  });
  await putInto(main.store, segment);
  const client = openNodeClient({ identity: await world.network.admit('edge-2', ['edge']) });
  t.after(() => client.close());
  const signal = new AbortController().signal;
  const found = await client.get(mid.address, segment.key, { headersTimeoutMs: 60_000, signal });
  assert.ok(found.kind === 'found');
  const received: Buffer[] = [];
  for await (const piece of found.body) {
    received.push(piece);
    if (Buffer.concat(received).length >= 1_000_000) half.resolve();
  }
  assert.ok(Buffer.concat(received).equals(segment.bytes));
});

test('wrong bytes are passed on to nobody whole and are not kept; the right ones are, when they come', async (t) => {
  let isLying = true;
  const { main, mid, get } = await makeMidWorld(t, {
    mainSource: (store) => async (key) =>
      foundOf(store, key, (whole) => {
        const changed = Buffer.from(whole);
        if (isLying) changed.fill(0, 5_000, 5_010);
        return [changed];
      }),
  });
  await putInto(main.store, segment);
  await assert.rejects(get(segment));
  assert.equal(mid.store.head(segment.key), undefined);
  isLying = false;
  assert.deepEqual((await get(segment)).body, segment.bytes);
});

test('a body that breaks off is asked for again, and who reads it notices nothing', async (t) => {
  let attempts = 0;
  const { main, get } = await makeMidWorld(t, {
    mainSource: (store) => async (key) => {
      attempts++;
      return foundOf(store, key, async function* (whole) {
        yield whole.subarray(0, 700_000);
        if (attempts === 1) throw new Error('the line went down');
        yield whole.subarray(700_000);
      });
    },
  });
  await putInto(main.store, segment);
  assert.deepEqual((await get(segment)).body, segment.bytes);
  assert.equal(attempts, 2);
});

test('what the main server does not have is asked for once in a while only', async (t) => {
  const { intermediate, get } = await makeMidWorld(t, { timing: { missingMs: 600_000 } });
  for (let time = 0; time < 5; time++) assert.equal((await get(segment)).status, 404);
  assert.equal(intermediate.upstreamRequests(), 1);
});

test('what is missing is asked for again soon', async (t) => {
  const { main, get } = await makeMidWorld(t, { timing: { missingMs: 1 } });
  assert.equal((await get(segment)).status, 404);
  await putInto(main.store, segment);
  while ((await get(segment)).status === 404) await wait(5);
});

test('with main server or directory away what is held is served, and of the rest it is said that nobody answers', async (t) => {
  const { main, mid, directory, get } = await makeMidWorld(t, { timing: { staleMs: 0, freshMs: 0 } });
  const playlist = madeObject('show/720p/index.m3u8', '#EXTM3U\n');
  await putInto(mid.store, playlist, { kind: 'newest', version: 1 });
  await main.server.close();
  assert.equal((await get(segment)).status, 503);
  assert.deepEqual((await get(playlist)).body, playlist.bytes);
  directory.setAway(true);
  assert.equal((await get(segment)).status, 503);
  assert.deepEqual((await get(playlist)).body, playlist.bytes);
});

const playlistOf = (text: string): MadeObject => madeObject('show/720p/index.m3u8', `#EXTM3U\n${text}`);

test('a playlist that the main server could not bring is asked for', async (t) => {
  const { main, get } = await makeMidWorld(t, { timing: { freshMs: 0, staleMs: 0, patienceMs: 60_000 } });
  const [first, second] = [playlistOf('#1\n'), playlistOf('#2\n')];
  await putInto(main.store, first);
  assert.deepEqual((await get(first)).body, first.bytes);
  await putInto(main.store, second, { kind: 'replace', sha256: first.sha256 });
  while (!(await get(first)).body.equals(second.bytes)) await wait(5);
});

test('a playlist older than the one that is held is never taken', async (t) => {
  const { main, mid, intermediate, get } = await makeMidWorld(t, {
    timing: { freshMs: 0, staleMs: 0, patienceMs: 60_000 },
    mainSource: (store) => async (key) => foundOf(store, key, (whole) => [whole], { version: 5 }),
  });
  const [older, newer] = [playlistOf('#1\n'), playlistOf('#2\n')];
  await putInto(main.store, older);
  await putInto(mid.store, newer, { kind: 'newest', version: 6 });
  while (intermediate.upstreamRequests() < 3) assert.deepEqual((await get(newer)).body, newer.bytes);
});
