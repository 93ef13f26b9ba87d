import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { snapshot } from '../../contract/snapshot.ts';
import { judgeBroadcast } from '../judge/judge-broadcast.ts';
import { watchPlaylists } from '../judge/watch-playlists.ts';
import { encodedFrames, killAllOf } from '../testing/capture-processes.ts';
import { liveArgs } from '../testing/live-args.ts';
import { mountSmallDisk, noSmallDisks } from '../testing/small-disk.ts';
import { runSurecast, startSurecast } from '../testing/surecast-process.ts';
import { createWorkplace, smallPicture } from '../testing/workplace.ts';

/** How many segments lie on the local disk. */
function localSegments(data: string): number {
  return readdirSync(join(data, 'broadcasts/show/180p')).filter((name) => /\.(ts|m4s)$/.test(name)).length;
}

async function untilRemoved(data: string, least: number): Promise<void> {
  for (let most = 0, now = 0; ; most = Math.max(most, now)) {
    now = localSegments(data);
    if (most - now >= least) return;
    await sleep(20);
  }
}

describe('delivered segments that may go from the disk', { concurrency: true }, () => {
  it('go when it gets full, so that capture does not stop; the origin has them all', {
    skip: noSmallDisks,
  }, async (t) => {
    const disk = mountSmallDisk(t, 40);
    if (disk === undefined) return t.skip('no disk can be mounted here');
    const place = { ...(await createWorkplace(t)), data: disk.path };
    const { url, view } = place.folder('origin');
    const watch = watchPlaylists(t, view, 'show', '180p');
    const args = ['--container', 'fmp4', '--disk-reserve', '8', '--remove-when-full'];
    const program = startSurecast(liveArgs(place, [url], ...args));
    await watch.until((playlist) => playlist.segments.length >= 4);
    const removed = untilRemoved(disk.path, 2);
    // Between where capture stops and where it would start again.
    disk.fillUntilFree(8_000_000);
    await removed;
    const { segments } = await watch.until(() => true);
    await watch.until((playlist) => playlist.segments.length >= segments.length + 2);
    program.signal('SIGINT');
    const { status, stdout, stderr } = await program.ended;
    assert.equal(status, 0, stdout + stderr);
    assert.doesNotMatch(stdout, /DISK_FULL/);
    await watch.stop();
    await judgeBroadcast(view, 'show', { ...smallPicture, frames: encodedFrames(disk.path) });
    const verified = await runSurecast(['verify', 'show', '--data', disk.path, '--deep']);
    assert.equal(verified.status, 0, verified.stdout);
  });

  it('are missed by an origin that is added too late, which is said', async (t) => {
    const place = await createWorkplace(t, { retention: { keepHours: 0.0005 } });
    const [first, late] = [place.folder('first'), place.folder('late')];
    const watch = watchPlaylists(t, first.view, 'show', '180p');
    const before = startSurecast(liveArgs(place, [first.url]));
    await watch.until((playlist) => playlist.segments.length >= 2);
    await untilRemoved(place.data, 2);
    killAllOf(place.data);
    await before.ended;
    const program = startSurecast(liveArgs(place, [first.url, late.url]));
    await program.untilSays(/FILE_REMOVED/);
    await watch.until(({ segments }) => segments.some(({ discontinuity }) => discontinuity));
    program.signal('SIGINT');
    const { status, stdout, stderr } = await program.ended;
    assert.equal(status, 0, stdout + stderr);
    await watch.stop();
    await judgeBroadcast(first.view, 'show', { ...smallPicture, discontinuities: 1 });
    const shown = await runSurecast(['status', '--data', place.data, '--json']);
    const [broadcast] = snapshot.parse(JSON.parse(shown.stdout)).broadcasts;
    const lost = broadcast?.origins.map(({ complete, lostFiles }) => [complete, lostFiles > 0]);
    assert.deepEqual(lost, [
      [true, false],
      [true, true],
    ]);
  });
});
