import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { judgeBroadcast } from '../judge/judge-broadcast.ts';
import { watchPlaylists } from '../judge/watch-playlists.ts';
import { encodedFrames, ffmpegsOf, killAllOf } from '../testing/capture-processes.ts';
import { liveArgs } from '../testing/live-args.ts';
import { startSurecast } from '../testing/surecast-process.ts';
import { createWallClock, noWallClocks } from '../testing/wall-clock.ts';
import { createWorkplace, smallPicture, startStore } from '../testing/workplace.ts';

let store: Awaited<ReturnType<typeof startStore>>;

before(async () => {
  store = await startStore();
});

after(() => store.server.stop());

describe('a clock that is set in the middle of a broadcast', {
  concurrency: true,
  skip: noWallClocks,
}, () => {
  for (const hours of [1, -1]) {
    const how = `${hours > 0 ? '+' : ''}${hours} h`;

    it(`by ${how}: the store’s refusal is said with its cure, and set right, all arrives`, async (t) => {
      const place = await createWorkplace(t);
      const clock = createWallClock(place.root);
      const { url, env, view } = await store.bucket();
      const watch = watchPlaylists(t, view, 'show', '180p');
      const program = startSurecast(liveArgs(place, [url]), { env: { ...env, ...clock.env } });
      const { segments } = await watch.until((playlist) => playlist.segments.length >= 2);
      const capturing = ffmpegsOf(place.data);
      clock.set(hours);
      // Said once: of a PUT with the store's words, of a HEAD (which came first, then) without, for it has no body.
      await program.untilSays(/BLOCKED: .* 403.*\(ORIGIN_CLOCK_SKEW\) Set this machine/);
      await program.untilSays(/\[blocked\]/);
      clock.set(0);
      await watch.until((playlist) => playlist.segments.length >= segments.length + 5);
      assert.deepEqual(ffmpegsOf(place.data), capturing, 'FFmpeg was left alone');
      program.signal('SIGINT');
      const { status, stdout, stderr } = await program.ended;
      assert.equal(status, 0, stdout + stderr);
      await watch.stop();
      await judgeBroadcast(view, 'show', { ...smallPicture, frames: encodedFrames(place.data) });
    });

    it(`by ${how} and back: where nobody minds, it goes on as if nothing had been`, async (t) => {
      const place = await createWorkplace(t);
      const clock = createWallClock(place.root);
      const { url, view } = place.folder('origin');
      const watch = watchPlaylists(t, view, 'show', '180p');
      const program = startSurecast(liveArgs(place, [url]), { env: clock.env });
      const untilMore = async () => {
        const { segments } = await watch.until((playlist) => playlist.segments.length >= 1);
        await watch.until((playlist) => playlist.segments.length >= segments.length + 3);
      };
      await untilMore();
      const capturing = ffmpegsOf(place.data);
      clock.set(hours);
      await untilMore();
      clock.set(0);
      await untilMore();
      assert.deepEqual(ffmpegsOf(place.data), capturing, 'FFmpeg was left alone');
      program.signal('SIGINT');
      const { status, stdout, stderr } = await program.ended;
      assert.equal(status, 0, stdout + stderr);
      await watch.stop();
      await judgeBroadcast(view, 'show', { ...smallPicture, frames: encodedFrames(place.data) });
    });

    it(`by ${how} while it was dead: the new run lies behind the old one`, async (t) => {
      const place = await createWorkplace(t);
      const clock = createWallClock(place.root);
      const { url, view } = place.folder('origin');
      const watch = watchPlaylists(t, view, 'show', '180p');
      const first = startSurecast(liveArgs(place, [url]), { env: clock.env });
      await watch.until((playlist) => playlist.segments.length >= 2);
      killAllOf(place.data);
      await first.ended;
      clock.set(hours);
      const second = startSurecast(liveArgs(place, [url]), { env: clock.env });
      await watch.until(({ segments }) => segments.findIndex((one) => one.discontinuity) > 0);
      second.signal('SIGINT');
      const { status, stdout, stderr } = await second.ended;
      assert.equal(status, 0, stdout + stderr);
      await watch.stop();
      const { playlist } = await judgeBroadcast(view, 'show', { ...smallPicture, discontinuities: 1 });
      const goneSeconds = playlist.segments
        .filter(({ gap }) => gap)
        .reduce((sum, { seconds }) => sum + seconds, 0);
      assert.ok(goneSeconds < 3600, `a gap of ${goneSeconds} s`);
    });
  }
});
