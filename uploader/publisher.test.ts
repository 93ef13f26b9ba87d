import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { fc } from '../fixtures/property-testing.ts';
import { PublishingWorld, type WorldOptions } from './testing/publishing-world.ts';

function makeWorld(options: WorldOptions = {}): { world: PublishingWorld; remove: () => void } {
  const root = mkdtempSync(join(tmpdir(), 'surecast-test-'));
  const world = new PublishingWorld(root, options);
  const remove = () => {
    world.close();
    rmSync(root, { recursive: true, force: true });
  };
  return { world, remove };
}

function worldOf(t: TestContext, options: WorldOptions = {}): PublishingWorld {
  const { world, remove } = makeWorld(options);
  t.after(remove);
  return world;
}

/** Plays one request from the queue to its proof. */
async function deliverOne(world: PublishingWorld): Promise<string | undefined> {
  const upload = world.take();
  world.arrive(world.requests.length - 1);
  world.finish(world.requests.length - 1);
  await world.settle();
  return upload?.key;
}

async function captureAll(world: PublishingWorld, count: number): Promise<void> {
  for (let i = 0; i < count; i += 1) world.capture(0, 'segment');
  await world.settle();
}

test('nothing is published before the first segment is verified', async (t) => {
  const world = worldOf(t);
  await captureAll(world, 2);
  assert.equal(world.files.size, 0);
  assert.equal(await deliverOne(world), `show/${world.broadcast.variantIds[0]}/0.ts`);
  assert.equal(world.files.size, 1);
  await world.deliverAll();
  assert.deepEqual(
    world.playlists(0).map((playlist) => playlist.entries.length),
    [1, 2],
  );
});

test('a playlist names the unbroken row of verified segments and gaps, whatever is verified behind a hole', async (t) => {
  const world = worldOf(t);
  await captureAll(world, 3);
  world.capture(0, 'gap');
  world.capture(0, 'segment');
  for (let i = 0; i < 4; i += 1) world.take();
  // The second segment is the last to arrive.
  for (const index of [0, 1, 1]) {
    world.arrive(index);
    const at = world.requests.findIndex((request) => request.answer !== undefined);
    world.finish(at);
    await world.settle();
  }
  const [playlistUpload] = [world.take()];
  assert.equal(playlistUpload?.kind, 'media-playlist');
  await world.deliverAll();
  const published = world.playlists(0);
  assert.deepEqual(
    published.map((playlist) => playlist.entries.length),
    [1, 5],
  );
  assert.equal(published[1]?.entries[3]?.uri, undefined);
});

test('a newer version takes the place of one that waits unsent', async (t) => {
  const world = worldOf(t);
  await captureAll(world, 4);
  const taken = [1, 2, 3].map(() => world.take());
  assert.equal(taken.length, 3);
  for (let i = 0; i < 3; i += 1) {
    world.arrive(0);
    world.finish(0);
    await world.settle();
  }
  await world.deliverAll();
  assert.deepEqual(
    world.playlists(0).map((playlist) => playlist.entries.length),
    [3, 4],
    'two of the versions were never sent',
  );
});

test('what was wanted while a version was written is made when that one is written', async (t) => {
  const world = worldOf(t);
  await captureAll(world, 2);
  for (const _ of [0, 1]) world.take();
  for (const _ of [0, 1]) {
    world.arrive(0);
    world.finish(0);
  }
  await world.settle();
  const newest = world.catalog.media.newestPlaylist('show/720p/index.m3u8', world.originId);
  assert.equal(newest?.version, 2);
  assert.equal(newest?.state, 'queued');
});

test('the local files of versions that were replaced are removed', async (t) => {
  const world = worldOf(t);
  for (let i = 0; i < 5; i += 1) {
    world.capture(0, 'segment');
    await world.deliverAll();
  }
  const variantFiles = [...world.files.keys()].filter((path) => path.includes('720p'));
  assert.equal(variantFiles.length, 1);
});

test('the Multivariant Playlist comes when each variant has one, and again at the end, and then it is over', async (t) => {
  const world = worldOf(t, { variants: ['720p', '360p'] });
  world.capture(0, 'segment');
  await world.deliverAll();
  assert.equal(world.history.get('show/index.m3u8'), undefined);
  world.capture(1, 'segment');
  await world.deliverAll();
  const first = world.history.get('show/index.m3u8')?.at(-1) ?? '';
  assert.match(first, /720p\/index\.m3u8[\s\S]*360p\/index\.m3u8/);
  assert.equal(world.endings, 0);
  world.endCapture();
  await world.deliverAll();
  assert.equal(world.endings, 1);
  assert.deepEqual(
    [0, 1].map((variant) => world.playlists(variant).at(-1)?.ended),
    [true, true],
  );
  assert.equal(world.history.get('show/index.m3u8')?.length, 2);
});

test('the window slides, and the ended playlist has the whole broadcast again', async (t) => {
  const world = worldOf(t, { liveWindowSeconds: 0 });
  for (let i = 0; i < 4; i += 1) {
    if (i === 2) world.newRun();
    world.capture(0, 'segment');
    await world.deliverAll();
  }
  const live = world.playlists(0).at(-1);
  assert.ok(live !== undefined && live.mediaSequence > 2);
  assert.equal(live.entries[0]?.discontinuitySequence, 1);
  world.endCapture();
  await world.deliverAll();
  const last = world.playlists(0).at(-1);
  assert.deepEqual([last?.ended, last?.mediaSequence, last?.entries.length], [true, 0, 4]);
});

test('a new life goes on with the versions and the window of the one before', async (t) => {
  const world = worldOf(t, { liveWindowSeconds: 0 });
  for (let i = 0; i < 3; i += 1) {
    world.capture(0, 'segment');
    await world.deliverAll();
  }
  const before = world.catalog.media.newestPlaylist('show/720p/index.m3u8', world.originId);
  world.restart();
  await world.deliverAll();
  assert.deepEqual(world.catalog.media.newestPlaylist('show/720p/index.m3u8', world.originId), before);
  world.capture(0, 'segment');
  await world.deliverAll();
  const after = world.catalog.media.newestPlaylist('show/720p/index.m3u8', world.originId);
  assert.equal(after?.version, (before?.version ?? 0) + 1);
});

test('after the end, a new life publishes nothing live', async (t) => {
  const world = worldOf(t);
  await captureAll(world, 2);
  await world.deliverAll();
  world.endCapture();
  await world.deliverAll();
  const versions = world.history.get('show/720p/index.m3u8')?.length;
  world.restart();
  await world.deliverAll();
  assert.equal(world.history.get('show/720p/index.m3u8')?.length, versions);
  assert.equal(world.endings, 2);
});

test('a playlist whose local file is gone is made again', async (t) => {
  const world = worldOf(t);
  await captureAll(world, 1);
  await deliverOne(world);
  assert.equal(world.take()?.kind, 'media-playlist');
  world.loseFile(0);
  await world.deliverAll();
  assert.equal(world.playlists(0).length, 1);
  assert.equal(world.history.get('show/index.m3u8')?.length, 1);
});

test('a segment lost at this origin is a gap, and the end still comes', async (t) => {
  const world = worldOf(t);
  await captureAll(world, 2);
  world.take();
  world.loseFile(0);
  world.endCapture();
  await world.deliverAll();
  assert.deepEqual(
    world
      .playlists(0)
      .at(-1)
      ?.entries.map((entry) => entry.uri),
    [undefined, '1.ts'],
  );
  assert.equal(world.endings, 1);
});

test('a disk that was full while the last version was written does not hold the end up', async (t) => {
  const world = worldOf(t);
  await captureAll(world, 1);
  await world.deliverAll();
  world.diskFull = true;
  world.endCapture();
  await world.deliverAll();
  assert.equal(world.troubles.length, 1);
  world.diskFull = false;
  while (world.playlists(0).at(-1)?.ended !== true) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    await world.deliverAll();
  }
  assert.equal(world.troubles.length, 1);
});

test('another playlist under our name is left alone, and ours waits', async (t) => {
  const world = worldOf(t);
  const key = 'show/720p/index.m3u8';
  world.objects.set(key, 'f'.repeat(64));
  await captureAll(world, 1);
  await deliverOne(world);
  await deliverOne(world);
  assert.equal(world.objects.get(key), 'f'.repeat(64));
  assert.equal(world.catalog.media.newestPlaylist(key, world.originId)?.state, 'blocked');
  world.objects.delete(key);
  await world.deliverAll();
  assert.equal(world.playlists(0).length, 1);
});

test('a newer version of a playlist whose name is taken is blocked from the start', async (t) => {
  const world = worldOf(t);
  const key = 'show/720p/index.m3u8';
  world.objects.set(key, 'f'.repeat(64));
  await captureAll(world, 1);
  await deliverOne(world);
  await deliverOne(world);
  world.endCapture();
  await world.settle();
  const { catalog, originId } = world;
  assert.deepEqual(
    [catalog.media.newestPlaylist(key, originId)].map((made) => [made?.version, made?.state]),
    [[2, 'blocked']],
  );
  assert.ok(catalog.uploads.currentError(world.broadcast.broadcastId, originId));
});

const command = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('capture'), n: fc.nat(1) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('gap', 'newRun'), n: fc.nat(1) }) },
  { weight: 6, arbitrary: fc.record({ do: fc.constant('take'), n: fc.constant(0) }) },
  { weight: 6, arbitrary: fc.record({ do: fc.constantFrom('arrive', 'finish'), n: fc.nat(5) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('loseAnswer', 'settle'), n: fc.nat(5) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('loseFile', 'restart', 'end'), n: fc.nat(5) }) },
);

async function play(world: PublishingWorld, step: { do: string; n: number }): Promise<void> {
  if (step.do === 'capture') world.capture(step.n, 'segment');
  else if (step.do === 'gap') world.capture(step.n, 'gap');
  else if (step.do === 'newRun') world.newRun();
  else if (step.do === 'take') world.take();
  else if (step.do === 'arrive') world.arrive(step.n);
  else if (step.do === 'finish') world.finish(step.n);
  else if (step.do === 'loseAnswer') world.loseAnswer(step.n);
  else if (step.do === 'loseFile') world.loseFile(step.n);
  else if (step.do === 'restart') world.restart();
  else if (step.do === 'end') world.endCapture();
  else await world.settle();
}

test('whatever happens on the way, what lies at the origin is true, never goes back, and ends whole', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(command, { minLength: 10, maxLength: 90 }),
      fc.constantFrom(0, 4, 900),
      fc.constantFrom(undefined, 1, 2, 4),
      async (steps, liveWindowSeconds, edgeSegments) => {
        const { world, remove } = makeWorld({ variants: ['720p', '360p'], liveWindowSeconds, edgeSegments });
        try {
          for (const step of steps) await play(world, step);
          world.endCapture();
          await world.deliverAll();
          for (const variant of [0, 1]) assert.equal(world.playlists(variant).at(-1)?.ended, true);
          assert.ok(world.endings >= 1);
          assert.deepEqual(world.troubles, []);
        } finally {
          remove();
        }
      },
    ),
    { numRuns: 50 },
  );
});
