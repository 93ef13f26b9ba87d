import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { judgeBroadcast } from '../judge/judge-broadcast.ts';
import { watchPlaylists } from '../judge/watch-playlists.ts';
import { encodedFrames, ffmpegsOf, killAllOf } from '../testing/capture-processes.ts';
import { liveArgs } from '../testing/live-args.ts';
import { runSurecast, startSurecast } from '../testing/surecast-process.ts';
import { createWorkplace, smallPicture, startStore } from '../testing/workplace.ts';

let store: Awaited<ReturnType<typeof startStore>>;

before(async () => {
  store = await startStore();
});

after(() => store.server.stop());

describe('a program that is killed', { concurrency: true }, () => {
  for (const container of ['ts', 'fmp4']) {
    it(`takes its FFmpeg up again, three times, without a trace in the ${container}`, async (t) => {
      const place = await createWorkplace(t);
      const { url, env, view } = await store.bucket();
      const args = liveArgs(place, [url], '--container', container);
      const watch = watchPlaylists(t, view, 'show', '180p');
      let program = startSurecast(args, { env });
      for (const segments of [1, 4, 7]) {
        await watch.until((playlist) => playlist.segments.length >= segments);
        await sleep(randomInt(1_000));
        const capturing = ffmpegsOf(place.data);
        assert.equal(capturing.length, 1);
        program.signal('SIGKILL');
        assert.equal((await program.ended).status, 'SIGKILL');
        assert.deepEqual(ffmpegsOf(place.data), capturing, 'FFmpeg lives on');
        program = startSurecast(args, { env });
        await program.untilSays(/lives on/);
      }
      await watch.until((playlist) => playlist.segments.length >= 9);
      program.signal('SIGINT');
      const end = await program.ended;
      assert.equal(end.status, 0, end.stdout + end.stderr);
      await watch.stop();
      await judgeBroadcast(view, 'show', { ...smallPicture, frames: encodedFrames(place.data) });
    });

    it(`together with FFmpeg loses a second at most, as ${container}`, async (t) => {
      const place = await createWorkplace(t);
      const { url, env, view } = await store.bucket();
      const args = liveArgs(place, [url], '--container', container);
      const watch = watchPlaylists(t, view, 'show', '180p');
      const first = startSurecast(args, { env });
      await watch.until((playlist) => playlist.segments.length >= 3);
      await sleep(randomInt(1_000));
      const killedMs = Date.now();
      killAllOf(place.data);
      assert.equal((await first.ended).status, 'SIGKILL');
      const second = startSurecast(args, { env });
      await watch.until(({ segments }) => segments.findIndex((one) => one.discontinuity) > 0);
      second.signal('SIGINT');
      const end = await second.ended;
      assert.equal(end.status, 0, end.stdout + end.stderr);
      await watch.stop();
      const { playlist, runs } = await judgeBroadcast(view, 'show', { ...smallPicture, discontinuities: 1 });
      const hole = playlist.segments.findIndex(({ gap }) => gap);
      const last = playlist.segments[hole - 1];
      const savedMs = (last?.dateMs ?? 0) + (last?.seconds ?? 0) * 1_000;
      assert.ok(killedMs - savedMs <= 1_000, `${killedMs - savedMs} ms are lost`);
      t.diagnostic(`${killedMs - savedMs} ms lost`);
      assert.equal(runs.length, 2);
    });
  }

  it('leaves a broadcast that drain ends, with all that FFmpeg had captured', async (t) => {
    const place = await createWorkplace(t);
    const { url, env, view } = await store.bucket();
    const watch = watchPlaylists(t, view, 'show', '180p');
    const first = startSurecast(liveArgs(place, [url]), { env });
    await watch.until((playlist) => playlist.segments.length >= 2);
    first.signal('SIGKILL');
    await first.ended;
    const end = await runSurecast(['drain', '--data', place.data, '--json'], { env });
    assert.equal(end.status, 0, end.stderr);
    assert.deepEqual(ffmpegsOf(place.data), [], 'nothing captures any more');
    await watch.stop();
    await judgeBroadcast(view, 'show', smallPicture);
  });
});
