import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { temporaryDirectory } from '../fixtures/temporary-directory.ts';
import { PublishingWorld, type WorldOptions } from './testing/publishing-world.ts';

function worldOf(t: TestContext, options: WorldOptions = {}): PublishingWorld {
  const world = new PublishingWorld(temporaryDirectory(t), { edgeSegments: 2, ...options });
  t.after(() => world.close());
  return world;
}

/** Sequence numbers with `-` for what is left out. */
function entriesOf(world: PublishingWorld, version: number): string {
  const entries = world.playlists(0).at(version)?.entries ?? [];
  return entries.map(({ uri, sequence }) => (uri === undefined ? '-' : String(sequence))).join(' ');
}

/** An outage of so many segments after three that are published. */
async function outage(world: PublishingWorld, segments: number): Promise<void> {
  for (let i = 0; i < 3; i += 1) {
    world.capture(0, 'segment');
    await world.deliverAll();
  }
  for (let i = 0; i < segments; i += 1) world.capture(0, 'segment');
  await world.settle();
}

async function deliver(world: PublishingWorld, uploads: number): Promise<(string | undefined)[]> {
  const keys: (string | undefined)[] = [];
  for (let i = 0; i < uploads; i += 1) {
    keys.push(world.take()?.key.split('/').at(-1));
    world.arrive(world.requests.length - 1);
    world.finish(world.requests.length - 1);
    await world.settle();
  }
  return keys;
}

test('after an outage the edge comes first, in order, and the hole is a gap behind it', async (t) => {
  const world = worldOf(t);
  await outage(world, 6);
  assert.deepEqual(await deliver(world, 4), ['7.ts', 'index.m3u8', '8.ts', 'index.m3u8']);
  assert.equal(entriesOf(world, -2), '0 1 2 - - - - 7');
  assert.equal(entriesOf(world, -1), '0 1 2 - - - - 7 8');
});

test('what is backfilled stays a gap for whoever watches live, and the ended playlist has it', async (t) => {
  const world = worldOf(t);
  await outage(world, 5);
  assert.deepEqual((await deliver(world, 6)).slice(4), ['3.ts', '4.ts']);
  world.capture(0, 'segment');
  await world.deliverAll();
  assert.equal(entriesOf(world, -1), '0 1 2 - - - 6 7 8');
  world.endCapture();
  await world.deliverAll();
  assert.equal(entriesOf(world, -1), '0 1 2 3 4 5 6 7 8');
  assert.equal(world.playlists(0).at(-1)?.ended, true);
});

test('the live playlist does not end before the hole is filled', async (t) => {
  const world = worldOf(t);
  await outage(world, 5);
  world.endCapture();
  await deliver(world, 4);
  assert.deepEqual([entriesOf(world, -1), world.playlists(0).at(-1)?.ended], ['0 1 2 - - - 6 7', false]);
  await world.deliverAll();
  assert.equal(world.endings, 1);
});

test('a hole that is filled before anything newer arrives is no gap', async (t) => {
  const world = worldOf(t);
  await outage(world, 2);
  await world.deliverAll();
  assert.equal(entriesOf(world, -1), '0 1 2 3 4');
});

test('a segment of the edge that is late is waited for, until it is no longer of the edge', async (t) => {
  const world = worldOf(t);
  await outage(world, 2);
  for (const _ of [0, 1]) world.take();
  world.arrive(1);
  world.finish(1);
  await world.settle();
  assert.equal(entriesOf(world, -1), '0 1 2');
  world.capture(0, 'segment');
  await world.settle();
  assert.deepEqual(await deliver(world, 1), ['index.m3u8']);
  assert.equal(entriesOf(world, -1), '0 1 2 - 4');
});

test('a new life of the program leaves out what the one before left out', async (t) => {
  const world = worldOf(t);
  await outage(world, 5);
  await deliver(world, 6);
  world.restart();
  world.capture(0, 'segment');
  await world.deliverAll();
  assert.equal(entriesOf(world, -1), '0 1 2 - - - 6 7 8');
});

test('a hole longer than the window is not listed whole', async (t) => {
  const world = worldOf(t, { liveWindowSeconds: 0 });
  await outage(world, 40);
  await deliver(world, 2);
  const live = world.playlists(0).at(-1);
  assert.deepEqual([live?.mediaSequence, entriesOf(world, -1)], [41, '41']);
  world.endCapture();
  await world.deliverAll();
  assert.equal(world.playlists(0).at(-1)?.entries.length, 43);
});
