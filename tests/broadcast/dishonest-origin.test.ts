import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type Lie, startLyingHop } from '../../fixtures/servers/lying-hop.ts';
import { judgeBroadcast } from '../judge/judge-broadcast.ts';
import { watchPlaylists } from '../judge/watch-playlists.ts';
import { liveArgs } from '../testing/live-args.ts';
import { runSurecast } from '../testing/surecast-process.ts';
import { createWorkplace, smallPicture, startStore } from '../testing/workplace.ts';

let store: Awaited<ReturnType<typeof startStore>>;

before(async () => {
  store = await startStore();
});

after(() => store.server.stop());

const lies: readonly Lie[] = ['stores-nothing', 'flips-a-bit'];

describe('an origin that is dishonest once about each object', { concurrency: true }, () => {
  for (const lie of lies) {
    it(`gets it again, and is believed only when the proof matches (${lie})`, async (t) => {
      const place = await createWorkplace(t);
      const { url, env, view } = await store.bucket();
      // Not the probe: what the origin can prove is found out honestly.
      const hop = await startLyingHop(env.AWS_ENDPOINT_URL_S3, lie, (path) => path.includes('/show/'));
      t.after(() => hop.stop());
      const watch = watchPlaylists(t, view, 'show', '180p');
      const end = await runSurecast(liveArgs(place, [url], '--duration', '6'), {
        env: { ...env, AWS_ENDPOINT_URL_S3: hop.endpoint },
      });
      assert.equal(end.status, 0, end.stdout + end.stderr);
      await watch.stop();
      const segments = hop.lies.filter((path) => /\/show\/180p\/\d{8}-/.test(path));
      assert.equal(segments.length, 6, 'every segment was lied about');
      await judgeBroadcast(view, 'show', { ...smallPicture, frames: 150 });
    });
  }
});
