import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { snapshot } from '../../contract/snapshot.ts';
import { startToxiproxy, type Toxiproxy } from '../../fixtures/servers/toxiproxy.ts';
import { judgeBroadcast } from '../judge/judge-broadcast.ts';
import { watchPlaylists } from '../judge/watch-playlists.ts';
import { encodedFrames, ffmpegsOf } from '../testing/capture-processes.ts';
import { liveArgs } from '../testing/live-args.ts';
import { mountSmallDisk, noSmallDisks } from '../testing/small-disk.ts';
import { runSurecast, startSurecast } from '../testing/surecast-process.ts';
import { createWorkplace, smallPicture, startStore } from '../testing/workplace.ts';

/** Of the disk of 40 MB; a quarter of it is held by a file. */
const reserveMegabytes = 8;
const stopBytes = 6_000_000;

let store: Awaited<ReturnType<typeof startStore>>;
let toxiproxy: Toxiproxy;

before(async () => {
  [store, toxiproxy] = await Promise.all([startStore(), startToxiproxy()]);
});

after(() => Promise.all([store.server.stop(), toxiproxy.stop()]));

/** Length of all gaps, and how long nothing was captured by the dates of the segments around them, milliseconds. */
function hole(segments: Awaited<ReturnType<typeof judgeBroadcast>>['playlist']['segments']) {
  const gaps = segments.filter(({ gap }) => gap);
  const next = segments.findIndex(({ discontinuity }) => discontinuity);
  const last = segments.findLastIndex(({ gap }, index) => !gap && index < next);
  const endMs = (segments[last]?.dateMs ?? 0) + (segments[last]?.seconds ?? 0) * 1_000;
  return {
    gapMs: gaps.reduce((sum, { seconds }) => sum + seconds * 1_000, 0),
    byDatesMs: (segments[next]?.dateMs ?? 0) - endMs,
  };
}

/** `status` says that capture rests, and that all there is has been delivered in spite of it. */
async function untilDeliveredWhileFull(data: string): Promise<void> {
  for (;;) {
    const { stdout, stderr } = await runSurecast(['status', '--data', data, '--json']);
    const { disk, broadcasts } = snapshot.parse(JSON.parse(stdout || stderr));
    assert.equal(disk?.level, 'full');
    if (broadcasts[0]?.origins.every(({ pendingFiles }) => pendingFiles === 0)) return;
  }
}

describe('a broadcast whose disk gets full', { concurrency: true, skip: noSmallDisks }, () => {
  for (const container of ['ts', 'fmp4']) {
    it(`stops capturing before the queue has no room, and goes on by itself, as ${container}`, async (t) => {
      const disk = mountSmallDisk(t, 40);
      if (disk === undefined) return t.skip('no disk can be mounted here');
      const place = { ...(await createWorkplace(t)), data: disk.path };
      const { url, env, view } = await store.bucket();
      const proxy = await toxiproxy.createProxy(container, new URL(env.AWS_ENDPOINT_URL_S3).host);
      const watch = watchPlaylists(t, view, 'show', '180p');
      const program = startSurecast(
        liveArgs(place, [url], '--container', container, '--disk-reserve', String(reserveMegabytes)),
        { env: { ...env, AWS_ENDPOINT_URL_S3: `http://${proxy.address}` } },
      );
      const { segments } = await watch.until((playlist) => playlist.segments.length >= 3);
      await proxy.disable();
      disk.fillUntilFree(stopBytes + 200_000);
      await program.untilSays(/capture rests until the disk has room/);
      const restsFromMs = Date.now();
      assert.deepEqual(ffmpegsOf(disk.path), []);
      assert.ok(disk.freeBytes() > stopBytes / 2, `${disk.freeBytes()} bytes are left for the queue`);
      await proxy.enable();
      await watch.until((playlist) => playlist.segments.length > segments.length + 1);
      await untilDeliveredWhileFull(disk.path);
      disk.empty();
      const restedMs = Date.now() - restsFromMs;
      await watch.until((playlist) => playlist.segments.some(({ discontinuity }) => discontinuity));
      program.signal('SIGINT');
      const { status, stdout, stderr } = await program.ended;
      assert.equal(status, 0, stdout + stderr);
      assert.match(stdout, /DISK_FULL/);
      await watch.stop();
      const { playlist } = await judgeBroadcast(view, 'show', {
        ...smallPicture,
        frames: encodedFrames(disk.path),
        discontinuities: 1,
      });
      const { gapMs, byDatesMs } = hole(playlist.segments);
      assert.ok(gapMs >= restedMs, `${gapMs} ms of gaps for ${restedMs} ms without capture`);
      assert.ok(Math.abs(gapMs - byDatesMs) <= 50, `${gapMs} ms of gaps, ${byDatesMs} ms by the dates`);
    });

    it(`keeps what is whole when another program fills the disk to the last byte, as ${container}`, async (t) => {
      const disk = mountSmallDisk(t, 40);
      if (disk === undefined) return t.skip('no disk can be mounted here');
      const place = { ...(await createWorkplace(t)), data: disk.path };
      const { url, env, view } = await store.bucket();
      const watch = watchPlaylists(t, view, 'show', '180p');
      const program = startSurecast(
        liveArgs(place, [url], '--container', container, '--disk-reserve', String(reserveMegabytes)),
        { env },
      );
      await watch.until((playlist) => playlist.segments.length >= 3);
      disk.fillUntilFree(0);
      await program.untilSays(/CAPTURE STOPPED/);
      await program.untilSays(/capture rests until the disk has room/);
      await untilDeliveredWhileFull(disk.path);
      disk.empty();
      await watch.until((playlist) => playlist.segments.some(({ discontinuity }) => discontinuity));
      program.signal('SIGINT');
      const { status, stdout, stderr } = await program.ended;
      assert.equal(status, 0, stdout + stderr);
      assert.doesNotMatch(stdout + stderr, /INTERNAL/);
      await watch.stop();
      const { playlist } = await judgeBroadcast(view, 'show', { ...smallPicture, discontinuities: 1 });
      const { gapMs, byDatesMs } = hole(playlist.segments);
      assert.ok(Math.abs(gapMs - byDatesMs) <= 50, `${gapMs} ms of gaps, ${byDatesMs} ms by the dates`);
    });
  }

  it('delivers what an FFmpeg left that filled the disk while the program was dead', async (t) => {
    const disk = mountSmallDisk(t, 40);
    if (disk === undefined) return t.skip('no disk can be mounted here');
    const place = { ...(await createWorkplace(t)), data: disk.path };
    const { url, env, view } = await store.bucket();
    const args = liveArgs(place, [url], '--disk-reserve', String(reserveMegabytes));
    const watch = watchPlaylists(t, view, 'show', '180p');
    const killed = startSurecast(args, { env });
    const { segments } = await watch.until((playlist) => playlist.segments.length >= 2);
    killed.signal('SIGKILL');
    await killed.ended;
    disk.fillUntilFree(150_000);
    while (ffmpegsOf(disk.path).length > 0) await sleep(100);
    disk.fillUntilFree(0);
    const program = startSurecast(args, { env });
    await watch.until((playlist) => playlist.segments.length > segments.length + 1);
    await untilDeliveredWhileFull(disk.path);
    disk.empty();
    await watch.until((playlist) => playlist.segments.some(({ discontinuity }) => discontinuity));
    program.signal('SIGINT');
    const { status, stdout, stderr } = await program.ended;
    assert.equal(status, 0, stdout + stderr);
    await watch.stop();
    await judgeBroadcast(view, 'show', { ...smallPicture, discontinuities: 1 });
  });

  it('takes names that run out for room that runs out', async (t) => {
    const disk = mountSmallDisk(t, 40);
    if (disk === undefined) return t.skip('no disk can be mounted here');
    const place = { ...(await createWorkplace(t)), data: disk.path };
    const { url, env, view } = await store.bucket();
    const watch = watchPlaylists(t, view, 'show', '180p');
    const program = startSurecast(liveArgs(place, [url]), { env });
    await watch.until((playlist) => playlist.segments.length >= 2);
    disk.fillUntilNames(30);
    await program.untilSays(/capture rests until the disk has room/);
    await untilDeliveredWhileFull(disk.path);
    disk.empty();
    await watch.until((playlist) => playlist.segments.some(({ discontinuity }) => discontinuity));
    program.signal('SIGINT');
    const { status, stdout, stderr } = await program.ended;
    assert.equal(status, 0, stdout + stderr);
    await watch.stop();
    await judgeBroadcast(view, 'show', {
      ...smallPicture,
      frames: encodedFrames(disk.path),
      discontinuities: 1,
    });
  });
});
