import assert from 'node:assert/strict';
import { rmSync, truncateSync } from 'node:fs';
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { snapshot } from '../../contract/snapshot.ts';
import { judgeBroadcast } from '../judge/judge-broadcast.ts';
import { watchPlaylists } from '../judge/watch-playlists.ts';
import { encodedFrames, ffmpegsOf } from '../testing/capture-processes.ts';
import { flipByte } from '../testing/flip-byte.ts';
import { liveArgs } from '../testing/live-args.ts';
import { stopAtOnce } from '../testing/stop-at-once.ts';
import { type StoreBehindHop, startStoreBehindHop } from '../testing/store-behind-hop.ts';
import { type CommandEnd, runSurecast, startSurecast } from '../testing/surecast-process.ts';
import { type Bucket, createWorkplace, smallPicture, type Workplace } from '../testing/workplace.ts';

let store: StoreBehindHop;

before(async () => {
  store = await startStoreBehindHop();
});

after(() => store.stop());

describe('recorded files that are deleted or changed behind the program’s back', {
  concurrency: true,
}, () => {
  for (const container of ['ts', 'fmp4'] as const) {
    it(`are gaps in ${container}, said and counted, and the rest is delivered while it captures on`, async (t) => {
      const place = await createWorkplace(t);
      const bucket = await store.bucketThat('passes');
      const watch = watchPlaylists(t, bucket.view, 'show', '180p');
      const args = liveArgs(place, [bucket.url], '--container', container);
      const program = startSurecast(args, { env: bucket.env });
      await watch.until(({ segments }) => segments.length >= 1);
      store.hop.decide(bucket.name, 'is reset');
      const lost = harm(await untilWaiting(place, bucket, 6));
      store.hop.decide(bucket.name, 'passes');
      await watch.until(({ segments }) => lost.every((sequence) => segments[sequence]?.gap));
      program.signal('SIGINT');
      const end = await program.ended;
      await watch.stop();
      judgeLoss(end, lost);
      assert.deepEqual(ffmpegsOf(place.data), []);
      const frames = encodedFrames(place.data) - lost.length * smallPicture.framesPerSecond;
      await judgeBroadcast(bucket.view, 'show', { ...smallPicture, lost, frames });
    });

    it(`are gaps in ${container} when it happens between two lives`, async (t) => {
      const place = await createWorkplace(t);
      const bucket = await store.bucketThat('is reset');
      const args = liveArgs(place, [bucket.url], '--container', container);
      const program = startSurecast(args, { env: bucket.env });
      const waiting = await untilWaiting(place, bucket, 6);
      await stopAtOnce(program);
      const lost = harm(waiting);
      store.hop.decide(bucket.name, 'passes');
      const drained = await runSurecast(['drain', '--data', place.data, '--json'], { env: bucket.env });
      judgeLoss(drained, lost);
      const { delivered } = z.looseObject({ delivered: z.boolean() }).parse(JSON.parse(drained.stdout));
      assert.equal(delivered, false);
      const frames = encodedFrames(place.data) - lost.length * smallPicture.framesPerSecond;
      await judgeBroadcast(bucket.view, 'show', { ...smallPicture, lost, frames });
      const shown = await runSurecast(['status', '--data', place.data, '--json']);
      const [broadcast] = snapshot.parse(JSON.parse(shown.stdout)).broadcasts;
      assert.equal(broadcast?.origins[0]?.lostSegments, lost.length);
      assert.equal(broadcast?.variants[0]?.gaps, lost.length);
      const again = await runSurecast(['drain', '--data', place.data], { env: bucket.env });
      assert.equal(again.status, 0, 'nothing is left to be lost');
    });
  }
});

/** What is made from the catalog, with the name under which the origin shows it. */
const derived = [
  ['a receipt', 'receipt.json', /receipt-\d+\.json$/],
  ['a Media Playlist', '180p/index.m3u8', /180p\/index-\d+\.m3u8$/],
  ['a Multivariant Playlist', 'index.m3u8', /playlists\/\d+\/index-\d+\.m3u8$/],
] as const;

describe('what is made from the catalog', { concurrency: true }, () => {
  for (const [what, key, local] of derived) {
    it(`is made again: ${what}, changed while it waits`, async (t) => {
      const place = await createWorkplace(t);
      const { url, view } = place.folder('origin');
      const foreign = await takeName(place, key);
      const program = startSurecast(liveArgs(place, [url], '--duration', '2'));
      await program.untilSays(/ORIGIN_NAME_TAKEN/);
      await harmDerived(place, local, flipByte);
      await rm(foreign);
      const { status, stdout, stderr } = await program.ended;
      assert.equal(status, 0, stdout + stderr);
      // A playlist may have been replaced by a newer version before its turn came.
      if (what === 'a receipt') assert.match(stdout, /FILE_CHANGED/);
      await judgeBroadcast(view, 'show', { ...smallPicture, frames: 50 });
    });

    it(`is made again: ${what}, deleted between two lives`, async (t) => {
      const place = await createWorkplace(t);
      const { url, view } = place.folder('origin');
      const foreign = await takeName(place, key);
      const program = startSurecast(liveArgs(place, [url], '--duration', '2'));
      await program.untilSays(/ORIGIN_NAME_TAKEN/);
      await stopAtOnce(program);
      await harmDerived(place, local, rmSync);
      await rm(foreign);
      const drained = await runSurecast(['drain', '--data', place.data]);
      assert.equal(drained.status, 0, drained.stdout + drained.stderr);
      await judgeBroadcast(view, 'show', smallPicture);
    });
  }
});

/** Paths of segments that are recorded and not at the origin, in their order, once there are so many. */
async function untilWaiting(place: Workplace, { view }: Bucket, count: number): Promise<string[]> {
  const folder = join(place.data, 'broadcasts', 'show', '180p');
  for (;;) {
    const there = new Set(await view.list());
    const names = await readdir(folder).catch(() => []);
    const waiting = names.filter(
      (name) => /^\d{8}-\w+\.(ts|m4s)$/.test(name) && !there.has(`show/180p/${name}`),
    );
    if (waiting.length >= count) return waiting.toSorted().map((name) => join(folder, name));
    await sleep(100);
  }
}

/** Deletes one, changes some bytes of another, cuts off a third. @returns their media sequence numbers */
function harm(paths: readonly string[]): number[] {
  const [, deleted = '', changed = '', , cut = ''] = paths;
  rmSync(deleted);
  flipByte(changed);
  truncateSync(cut, 1_000);
  return [deleted, changed, cut].map((path) => Number(/(\d{8})-\w+\.\w+$/.exec(path)?.[1]));
}

/** Somebody else's object lies under the broadcast's name, until it is removed. @returns its path */
async function takeName(place: Workplace, key: string): Promise<string> {
  const path = join(place.root, 'origin', 'show', key);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, 'somebody else’s');
  return path;
}

async function harmDerived(place: Workplace, local: RegExp, harmOne: (path: string) => void): Promise<void> {
  const files = await readdir(join(place.data, 'broadcasts'), { recursive: true });
  const found = files.filter((path) => local.test(path)).map((path) => join(place.data, 'broadcasts', path));
  assert.ok(found.length > 0, `${local} is among ${files}`);
  for (const path of found) harmOne(path);
}

/** All that is left is delivered, and the losses are told: each when it was found, their number at the end. */
function judgeLoss({ status, stdout, stderr }: CommandEnd, lost: readonly number[]): void {
  const said = stdout + stderr;
  assert.equal(status, 1, said);
  assert.match(stderr, new RegExp(`^surecast: ${lost.length} segments .*\\(MEDIA_LOST\\)\\n\\w`, 'm'));
  for (const sequence of lost) {
    const name = `${String(sequence).padStart(8, '0')}-`;
    assert.match(said, new RegExp(`^Warning: .*${name}.* \\(FILE_CHANGED\\)$`, 'm'));
  }
  assert.doesNotMatch(said, /^\s+at /m, 'there is no stack trace');
}
