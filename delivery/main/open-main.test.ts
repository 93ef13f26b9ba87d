import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { type MadeObject, madeObject, putInto } from '../store/testing/made-objects.ts';
import { mediaPlaylistOf, multivariantPlaylistOf } from '../store/testing/made-playlists.ts';
import type { NodeClient } from '../transfer/node-client.ts';
import { openNodeClient } from '../transfer/open-node-client.ts';
import { makeNodeWorld, type NodeWorld, type TestNode } from '../transfer/testing/node-world.ts';
import { type MainServer, openMain } from './open-main.ts';
import { createScriptedDirectory, type ScriptedDirectory } from './testing/scripted-directory.ts';

const timing = { retry: { retryMinMs: 20, retryMaxMs: 200 }, refreshMs: 50 };

type MainWorld = {
  readonly world: NodeWorld;
  readonly main: TestNode;
  readonly directory: ScriptedDirectory;
  readonly client: NodeClient;
  readonly puts: string[];
  open(): Promise<MainServer>;
};

async function makeMainWorld(t: TestContext): Promise<MainWorld> {
  const world = await makeNodeWorld(t);
  const main = await world.start('main-1', 'main');
  const directory = createScriptedDirectory();
  const real = openNodeClient({ identity: main.identity });
  t.after(() => real.close());
  const puts: string[] = [];
  const client: NodeClient = {
    ...real,
    put: (server, key, ...rest) => {
      puts.push(`${server.name} ${key}`);
      return real.put(server, key, ...rest);
    },
  };
  const open = async (): Promise<MainServer> => {
    const { identity, store, address, said } = main;
    const opened = await openMain({
      identity,
      nodeUrl: address.nodeUrl,
      store,
      directory: directory.client,
      client,
      timing,
      log: (line) => void said.push(line),
    });
    t.after(() => opened.close());
    return opened;
  };
  return { world, main, directory, client, puts, open };
}

/** Waits for a fact. The test's own time-out ends it. */
async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await wait(10);
}

const segments = Array.from({ length: 6 }, (_, at) =>
  madeObject(`show/720p/0000000${at}-0a1b2c3d4e5f.ts`, 80_000),
);
const key = 'show/720p/index.m3u8';

async function storeAll(node: TestNode, objects: readonly MadeObject[]): Promise<void> {
  for (const object of objects) {
    const held = node.store.head(object.key);
    const condition = held
      ? ({ kind: 'replace', sha256: held.sha256 } as const)
      : ({ kind: 'create' } as const);
    assert.equal((await putInto(node.store, object, condition)).kind, 'stored');
  }
}

const holds = (node: TestNode, objects: readonly MadeObject[]): boolean =>
  objects.every((object) => node.store.head(object.key)?.sha256 === object.sha256);

test('a broadcast is registered at its first object, and issued to the servers named, each playlist behind what it names', async (t) => {
  const { world, main, directory, open } = await makeMainWorld(t);
  const mids = [await world.start('mid-1', 'intermediate'), await world.start('mid-2', 'intermediate')];
  const orders = mids.map(({ store }) => {
    const order: string[] = [];
    store.onStored((object) => order.push(object.key));
    return order;
  });
  directory.name(main.address, [...mids.map(({ address }) => address), main.address]);
  const opened = await open();
  const window = segments.slice(0, 3);
  const all = [...window, mediaPlaylistOf(key, window), multivariantPlaylistOf('show', ['720p'])];
  await storeAll(main, all);
  await until(() => orders.every((order) => order.length === all.length));
  assert.deepEqual(directory.asked[0], { kind: 'register', broadcast: 'show', main: main.address });
  for (const order of orders) assert.deepEqual(order.slice(-2), [key, 'show/index.m3u8']);
  for (const mid of mids) assert.equal(mid.store.head(key)?.version, main.store.head(key)?.version);
  const newer = mediaPlaylistOf(key, segments.slice(1, 4));
  await storeAll(main, [...segments.slice(3, 4), newer]);
  await until(() => mids.every((mid) => holds(mid, [newer])));
  await until(() => opened.servers().every(({ waiting }) => waiting === 0));
  assert.deepEqual(
    opened.servers().map(({ failures }) => failures),
    [0, 0],
  );
});

test('a server that is dead holds up no other, and gets all when it is back', async (t) => {
  const { world, main, directory, open } = await makeMainWorld(t);
  const [mid, dead] = [
    await world.start('mid-1', 'intermediate'),
    await world.start('mid-2', 'intermediate'),
  ];
  await dead.server.close();
  directory.name(main.address, [dead.address, mid.address]);
  await open();
  const all = [...segments, mediaPlaylistOf(key, segments)];
  await storeAll(main, all);
  await until(() => holds(mid, all));
  await until(() => main.said.some((line) => /mid-2 does not get/.test(line)));
  const { port } = new URL(dead.address.nodeUrl);
  const back = await world.start('mid-2', 'intermediate', {
    port: Number(port),
    storeDirectory: dead.storeDirectory,
  });
  await until(() => holds(back, all));
});

test('a server that is named while a broadcast runs gets the live window first, then its playlist, then the past', async (t) => {
  const { world, main, directory, open } = await makeMainWorld(t);
  const mid = await world.start('mid-1', 'intermediate');
  const order: string[] = [];
  mid.store.onStored((object) => order.push(object.key));
  directory.name(main.address, []);
  const window = segments.slice(4);
  const playlist = mediaPlaylistOf(key, window);
  await storeAll(main, [...segments, playlist]);
  await open();
  directory.name(main.address, [mid.address]);
  await until(() => order.length === segments.length + 1);
  const placeOf = ({ key }: MadeObject): number => order.indexOf(key);
  for (const each of window) assert.ok(placeOf(each) < placeOf(playlist));
});

test('after a restart nothing is sent that a server already has', async (t) => {
  const { world, main, directory, puts, open } = await makeMainWorld(t);
  const mid = await world.start('mid-1', 'intermediate');
  directory.name(main.address, [mid.address]);
  const first = await open();
  const before = [...segments.slice(0, 4), mediaPlaylistOf(key, segments.slice(0, 4))];
  await storeAll(main, before);
  await until(() => holds(mid, before) && first.servers().every(({ waiting }) => waiting === 0));
  await first.close();
  puts.length = 0;
  const after = [...segments.slice(4), mediaPlaylistOf(key, segments)];
  await storeAll(main, after);
  await open();
  await until(() => holds(mid, after));
  assert.deepEqual(puts.sort(), after.map((object) => `mid-1 ${object.key}`).sort());
});

test('with the directory away objects are stored all the same, and registered and issued when it is there', async (t) => {
  const { world, main, directory, open } = await makeMainWorld(t);
  const mid = await world.start('mid-1', 'intermediate');
  directory.setAway(true);
  const opened = await open();
  await storeAll(main, segments);
  await until(() => main.said.some((line) => /show is not in the directory yet/.test(line)));
  assert.deepEqual(opened.unregistered(), ['show']);
  directory.name(main.address, [mid.address]);
  directory.setAway(false);
  await until(() => holds(mid, segments) && opened.unregistered().length === 0);
});

test('a broadcast that had ended before the start is registered and stays here, and is not issued again', async (t) => {
  const { world, main, directory, puts, open } = await makeMainWorld(t);
  const mid = await world.start('mid-1', 'intermediate');
  directory.name(main.address, [mid.address]);
  await storeAll(main, [
    ...segments,
    mediaPlaylistOf(key, segments, { ended: true }),
    multivariantPlaylistOf('show', ['720p']),
  ]);
  const opened = await open();
  await until(() => directory.asked.length > 0 && opened.unregistered().length === 0);
  const other = madeObject('other/720p/1.ts');
  await storeAll(main, [other]);
  await until(() => holds(mid, [other]));
  assert.deepEqual(puts, ['mid-1 other/720p/1.ts']);
});

test('where a server holds other bytes under a name they are left alone, and the rest goes on', async (t) => {
  const { world, main, directory, open } = await makeMainWorld(t);
  const mid = await world.start('mid-1', 'intermediate');
  const [first, ...rest] = segments;
  assert.ok(first);
  await storeAll(mid, [madeObject(first.key, 'others')]);
  directory.name(main.address, [mid.address]);
  await open();
  const playlist = mediaPlaylistOf(key, segments);
  await storeAll(main, [...segments, playlist]);
  await until(() => holds(mid, [...rest, playlist]));
  assert.ok(main.said.some((line) => /mid-1 holds other bytes under/.test(line)));
});

test('in a process that is an intermediate as well, broadcasts of another main server are left to it', async (t) => {
  const { world, main, directory, puts, open } = await makeMainWorld(t);
  const mid = await world.start('mid-1', 'intermediate');
  const found = madeObject('found/720p/1.ts');
  await putInto(main.store, found, { kind: 'newest', version: 1 });
  directory.name({ ...main.address, name: 'main-2' }, [mid.address]);
  const opened = await open();
  await putInto(main.store, madeObject('brought/720p/1.ts'), { kind: 'newest', version: 1 });
  await until(() => opened.unregistered().length === 0);
  assert.equal(directory.asked.length, 0);
  directory.name(main.address, [mid.address]);
  const own = madeObject('own/720p/1.ts');
  await storeAll(main, [own]);
  await until(() => holds(mid, [own]));
  assert.deepEqual(
    directory.asked.map((request) => 'broadcast' in request && request.broadcast),
    ['own'],
  );
  assert.deepEqual(puts.includes('mid-1 brought/720p/1.ts'), false);
});

test('a server that takes objects and does not keep them gets the playlist all the same, and reads through', async (t) => {
  const { world, main, directory, open } = await makeMainWorld(t);
  const mid = await world.start('mid-1', 'intermediate');
  const [first] = segments;
  assert.ok(first);
  const drop = mid.store.onStored(({ key: stored }) => {
    if (stored === first.key) mid.store.remove('show').catch(assert.fail);
  });
  t.after(drop);
  directory.name(main.address, [mid.address]);
  await open();
  const playlist = mediaPlaylistOf(key, [first]);
  await storeAll(main, [first, playlist]);
  await until(() => holds(mid, [playlist]));
  assert.ok(main.said.some((line) => /mid-1 does not get .* it took it/.test(line)));
});
