import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type Snapshot, snapshot } from '../../contract/snapshot.ts';
import { judgeBroadcast } from '../judge/judge-broadcast.ts';
import { watchPlaylists } from '../judge/watch-playlists.ts';
import { liveArgs } from '../testing/live-args.ts';
import { type StoreBehindHop, startStoreBehindHop } from '../testing/store-behind-hop.ts';
import { runSurecast, startSurecast } from '../testing/surecast-process.ts';
import { createWorkplace, smallPicture } from '../testing/workplace.ts';

let store: StoreBehindHop;

before(async () => {
  store = await startStoreBehindHop();
});

after(() => store.stop());

const snapshotOf = async (data: string): Promise<Snapshot> =>
  snapshot.parse(JSON.parse((await runSurecast(['status', '--data', data, '--json'])).stdout));

describe('a broadcast to several origins', { concurrency: true }, () => {
  it('goes on and ends at the healthy one while the others are reset, stalled, slow and denied', async (t) => {
    const place = await createWorkplace(t);
    const healthy = await store.bucketThat('passes');
    const fates = ['is reset', 'is stalled', 'is slow', 'is denied'] as const;
    const others = await Promise.all(fates.map(store.bucketThat));
    const urls = [...others, healthy].map((bucket) => bucket.url);
    const watch = watchPlaylists(t, healthy.view, 'show', '180p');
    const program = startSurecast(liveArgs(place, urls), { env: healthy.env });
    await watch.until((playlist) => playlist.segments.length >= 6);
    for (const bucket of others) assert.ok(store.hop.met(bucket.name) > 0, 'each of the others was tried');
    program.signal('SIGINT');
    await watch.until((playlist) => playlist.ended);
    await program.untilSays(new RegExp(`complete at ${healthy.url}`));
    await watch.stop();
    await judgeBroadcast(healthy.view, 'show', smallPicture);
    program.signal('SIGINT');
    assert.equal((await program.ended).status, 3, 'the others keep it open');

    for (const bucket of others) store.hop.decide(bucket.name, 'passes');
    const drained = await runSurecast(['drain', '--data', place.data], { env: healthy.env });
    assert.equal(drained.status, 0, drained.stdout + drained.stderr);
    for (const { view } of others) await judgeBroadcast(view, 'show', smallPicture);
  });

  it('ends with 0 when only an optional one lacks files, which a later drain delivers', async (t) => {
    const place = await createWorkplace(t);
    const optional = await store.bucketThat('is denied');
    const folder = place.folder('origin');
    const args = liveArgs(
      place,
      [folder.url],
      '--optional-origin',
      optional.url,
      '--duration',
      '3',
      '--json',
    );
    const ended = await runSurecast(args, { env: optional.env });
    assert.equal(ended.status, 0, ended.stderr);
    await judgeBroadcast(folder.view, 'show', smallPicture);

    const [left] = (await snapshotOf(place.data)).broadcasts;
    const origins = left?.origins.map((origin) => [
      origin.optional,
      origin.complete,
      origin.pendingFiles > 0,
    ]);
    assert.deepEqual(origins, [
      [false, true, false],
      [true, false, true],
    ]);
    assert.notEqual(left?.phase, 'complete');

    store.hop.decide(optional.name, 'passes');
    const drained = await runSurecast(['drain', '--data', place.data], { env: optional.env });
    assert.equal(drained.status, 0, drained.stderr);
    assert.equal((await snapshotOf(place.data)).broadcasts[0]?.phase, 'complete');
    await judgeBroadcast(optional.view, 'show', smallPicture);
  });

  it('waits at its end for an optional one that is behind but makes progress', async (t) => {
    const place = await createWorkplace(t);
    const optional = await store.bucketThat('is slow');
    const folder = place.folder('origin');
    const args = liveArgs(place, [folder.url], '--optional-origin', optional.url, '--duration', '3');
    const { status, stderr } = await runSurecast(args, { env: optional.env });
    assert.equal(status, 0, stderr);
    assert.equal((await snapshotOf(place.data)).broadcasts[0]?.phase, 'complete');
    await judgeBroadcast(optional.view, 'show', smallPicture);
  });

  it('keeps waiting for a required one, and ends with 3 when it is told to stop', async (t) => {
    const place = await createWorkplace(t);
    const required = await store.bucketThat('is denied');
    const folder = place.folder('origin');
    const args = liveArgs(place, [required.url], '--optional-origin', folder.url, '--duration', '2');
    const program = startSurecast(args, { env: required.env });
    await program.untilSays(new RegExp(`complete at ${folder.url}`));
    program.signal('SIGINT');
    await program.untilSays(/Stopping/);
    program.signal('SIGINT');
    assert.equal((await program.ended).status, 3);
  });
});
