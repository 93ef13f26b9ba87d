import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { startToxiproxy, type Toxiproxy } from '../../fixtures/servers/toxiproxy.ts';
import { judgeBroadcast } from '../judge/judge-broadcast.ts';
import { watchPlaylists } from '../judge/watch-playlists.ts';
import { encodedFrames } from '../testing/capture-processes.ts';
import { liveArgs } from '../testing/live-args.ts';
import { startSurecast } from '../testing/surecast-process.ts';
import { createWorkplace, smallPicture, startStore } from '../testing/workplace.ts';

/** `SURECAST_TEST_SECONDS=60` gives a broadcast of a minute with the link cut for 15 s. */
const leastSegments = Number(process.env['SURECAST_TEST_SECONDS'] ?? 0);
const cutSegments = leastSegments < 30 ? 6 : 15;

let store: Awaited<ReturnType<typeof startStore>>;
let toxiproxy: Toxiproxy;

before(async () => {
  [store, toxiproxy] = await Promise.all([startStore(), startToxiproxy()]);
});

after(() => Promise.all([store.server.stop(), toxiproxy.stop()]));

const captured = (segments: number) =>
  new RegExp(`captured (${Array.from({ length: 9 }, (_, more) => segments + more).join('|')}) segment`);

describe('a broadcast whose way to the origin breaks', { concurrency: true }, () => {
  for (const way of ['refused', 'stalled'] as const) {
    it(`goes on, and arrives whole, when the link is ${way} for a while`, async (t) => {
      const place = await createWorkplace(t);
      const { url, env, view } = await store.bucket();
      const proxy = await toxiproxy.createProxy(way, new URL(env.AWS_ENDPOINT_URL_S3).host);
      const watch = watchPlaylists(t, view, 'show', '180p');
      const program = startSurecast(liveArgs(place, [url]), {
        env: { ...env, AWS_ENDPOINT_URL_S3: `http://${proxy.address}` },
      });
      const { segments } = await watch.until((playlist) => playlist.segments.length >= 3);
      if (way === 'refused') await proxy.disable();
      else
        await proxy.addToxic({
          name: 'stall',
          type: 'timeout',
          stream: 'upstream',
          attributes: { timeout: 0 },
        });
      await program.untilSays(captured(segments.length + cutSegments));
      if (way === 'refused') await proxy.enable();
      else await proxy.removeToxic('stall');
      await watch.until((playlist) => playlist.segments.length >= Math.max(cutSegments, leastSegments));
      program.signal('SIGINT');
      const { status, stdout, stderr } = await program.ended;
      assert.equal(status, 0, stdout + stderr);
      await watch.stop();
      await judgeBroadcast(view, 'show', { ...smallPicture, frames: encodedFrames(place.data) });
    });
  }

  it('arrives whole when the store itself is killed and comes back', async (t) => {
    const place = await createWorkplace(t);
    const own = await startStore();
    t.after(() => own.server.stop());
    const { url, env, view } = await own.bucket();
    const watch = watchPlaylists(t, view, 'show', '180p');
    const program = startSurecast(liveArgs(place, [url]), { env });
    const { segments } = await watch.until((playlist) => playlist.segments.length >= 3);
    await own.server.kill();
    await program.untilSays(captured(segments.length + 3));
    await own.server.restart();
    await watch.until((playlist) => playlist.segments.length > segments.length);
    program.signal('SIGINT');
    const { status, stdout, stderr } = await program.ended;
    assert.equal(status, 0, stdout + stderr);
    await watch.stop();
    await judgeBroadcast(view, 'show', { ...smallPicture, frames: encodedFrames(place.data) });
  });
});
