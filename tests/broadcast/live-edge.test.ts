import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { startShapedLink } from '../../fixtures/servers/shaped-link.ts';
import { startToxiproxy, type Toxiproxy } from '../../fixtures/servers/toxiproxy.ts';
import { judgeBroadcast } from '../judge/judge-broadcast.ts';
import { watchPlaylists } from '../judge/watch-playlists.ts';
import { encodedFrames } from '../testing/capture-processes.ts';
import { liveArgs } from '../testing/live-args.ts';
import { runSurecast, startSurecast } from '../testing/surecast-process.ts';
import { createWorkplace, smallPicture, startStore } from '../testing/workplace.ts';

let store: Awaited<ReturnType<typeof startStore>>;
let toxiproxy: Toxiproxy;

before(async () => {
  [store, toxiproxy] = await Promise.all([startStore(), startToxiproxy()]);
});

after(() => Promise.all([store.server.stop(), toxiproxy.stop()]));

const captured = (segments: number) =>
  new RegExp(`captured (${Array.from({ length: 9 }, (_, more) => segments + more).join('|')}) segment`);

describe('a broadcast in live-edge order', { concurrency: true }, () => {
  for (const container of ['ts', 'fmp4'] as const) {
    it(`shows the newest at once after an outage, and is whole in the end (${container})`, async (t) => {
      const place = await createWorkplace(t);
      const { url, env, view, name } = await store.bucket();
      const proxy = await toxiproxy.createProxy(container, new URL(env.AWS_ENDPOINT_URL_S3).host);
      const watch = watchPlaylists(t, view, 'show', '180p', 'live-edge');
      const order = ['--delivery-order', 'live-edge', '--container', container];
      const program = startSurecast(liveArgs(place, [url], ...order), {
        env: { ...env, AWS_ENDPOINT_URL_S3: `http://${proxy.address}` },
      });
      const { segments } = await watch.until((playlist) => playlist.segments.length >= 3);
      const address = `${env.AWS_ENDPOINT_URL_S3}/${name}/live/show/180p/index.m3u8`;
      const decoding = runSurecast(['decode', address, '--json'], { env });
      await proxy.disable();
      await program.untilSays(captured(segments.length + 6));
      await proxy.enable();
      const back = await watch.until((playlist) => playlist.segments.length > segments.length + 4);
      assert.ok(
        back.segments.slice(segments.length).some(({ gap }) => gap),
        'the hole is a gap',
      );
      await watch.until((playlist) => playlist.segments.length > back.segments.length + 1);
      program.signal('SIGINT');
      const { status, stdout, stderr } = await program.ended;
      assert.equal(status, 0, stdout + stderr);
      await watch.stop();
      const decoded = await decoding;
      assert.equal(decoded.status, 0, decoded.stderr);
      const { missing, mismatched, ended } = JSON.parse(decoded.stdout);
      assert.deepEqual([missing, mismatched, ended], [0, 0, true]);
      const { playlist } = await judgeBroadcast(view, 'show', {
        ...smallPicture,
        frames: encodedFrames(place.data),
      });
      assert.ok(playlist.segments.every(({ gap }) => !gap));
    });
  }

  it('goes on with the same gaps and the same order when killed in mid-backfill, resumed and drained', async (t) => {
    const place = await createWorkplace(t);
    const { url, env, view } = await store.bucket();
    const link = await startShapedLink(new URL(env.AWS_ENDPOINT_URL_S3).host, 100_000);
    t.after(() => link.stop());
    const shaped = { env: { ...env, AWS_ENDPOINT_URL_S3: `http://${link.address}` } };
    const watch = watchPlaylists(t, view, 'show', '180p', 'live-edge');
    const killed = startSurecast(liveArgs(place, [url], '--delivery-order', 'live-edge'), shaped);
    const { segments } = await watch.until((playlist) => playlist.segments.length >= 3);
    link.cut();
    await killed.untilSays(captured(segments.length + 12));
    link.restore();
    const back = await watch.until((playlist) => playlist.segments.length > segments.length + 8);
    killed.signal('SIGKILL');
    await killed.ended;
    const resumed = startSurecast(liveArgs(place, [url]), shaped);
    await watch.until((playlist) => playlist.segments.length > back.segments.length + 1);
    resumed.signal('SIGINT');
    await resumed.untilSays(/Again to stop at once/);
    resumed.signal('SIGINT');
    const { status } = await resumed.ended;
    assert.ok(status === 3 || status === 0, `it ended with ${status}`);
    const drained = await runSurecast(['drain', '--data', place.data], { env });
    assert.equal(drained.status, 0, drained.stdout + drained.stderr);
    await watch.stop();
    const { playlist } = await judgeBroadcast(view, 'show', smallPicture);
    assert.ok(playlist.segments.every(({ gap }) => !gap));
  });
});
