import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { snapshot } from '../../contract/snapshot.ts';
import { judgeBroadcast } from '../judge/judge-broadcast.ts';
import { watchPlaylists } from '../judge/watch-playlists.ts';
import { mountBlockDisk } from '../testing/block-disk.ts';
import { ffmpegsOf } from '../testing/capture-processes.ts';
import { expectRefusal } from '../testing/expect-refusal.ts';
import { liveArgs } from '../testing/live-args.ts';
import { noSmallDisks } from '../testing/small-disk.ts';
import { runSurecast, startSurecast } from '../testing/surecast-process.ts';
import { createWorkplace, smallPicture, startStore } from '../testing/workplace.ts';

let store: Awaited<ReturnType<typeof startStore>>;

before(async () => {
  store = await startStore();
});

after(() => store.server.stop());

describe('a disk that becomes read-only', { concurrency: true, skip: noSmallDisks }, () => {
  for (const container of ['ts', 'fmp4']) {
    it(`stops capture loudly; repaired, the same command goes on, as ${container}`, async (t) => {
      const disk = mountBlockDisk(t, 64);
      if (disk === undefined) return t.skip('no block device can be mounted here');
      const place = { ...(await createWorkplace(t)), data: disk.path };
      const { url, env, view } = await store.bucket();
      const args = liveArgs(place, [url], '--container', container);
      const watch = watchPlaylists(t, view, 'show', '180p');
      const program = startSurecast(args, { env });
      await watch.until((playlist) => playlist.segments.length >= 3);
      disk.turnReadOnly();
      await program.untilSays(/CAPTURE STOPPED.*DISK_READ_ONLY/);
      await program.untilSays(/disk takes no writes: capture rests/);
      program.signal('SIGINT');
      await program.untilSays(/Again to stop at once/);
      program.signal('SIGINT');
      const { status, stdout, stderr } = await program.ended;
      assert.equal(status, 3, stdout + stderr);
      assert.doesNotMatch(stdout + stderr, /INTERNAL|\n {4}at /);
      assert.deepEqual(ffmpegsOf(disk.path), []);
      disk.repair();
      const again = startSurecast(args, { env });
      await watch.until((playlist) => playlist.segments.some(({ discontinuity }) => discontinuity));
      again.signal('SIGINT');
      const end = await again.ended;
      assert.equal(end.status, 0, end.stdout + end.stderr);
      await watch.stop();
      await judgeBroadcast(view, 'show', { ...smallPicture, discontinuities: 1 });
    });
  }

  it('is refused at the start with its own code, and can still be looked at', async (t) => {
    const disk = mountBlockDisk(t, 64);
    if (disk === undefined) return t.skip('no block device can be mounted here');
    const place = { ...(await createWorkplace(t)), data: disk.path };
    const { url } = place.folder('origin');
    const end = await runSurecast(liveArgs(place, [url], '--duration', '2'));
    assert.equal(end.status, 0, end.stdout);
    disk.remount('ro');
    const refusal = { status: 1, code: 'DISK_READ_ONLY' } as const;
    await expectRefusal(liveArgs(place, [url], '--broadcast', 'next'), refusal);
    await expectRefusal(['drain', '--data', disk.path], refusal);
    const shown = await runSurecast(['status', '--data', disk.path, '--json']);
    assert.equal(snapshot.parse(JSON.parse(shown.stdout)).broadcasts[0]?.phase, 'complete');
    const verified = await runSurecast(['verify', 'show', '--data', disk.path]);
    assert.equal(verified.status, 0, verified.stdout);
  });
});
