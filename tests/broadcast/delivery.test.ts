import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { judgeBroadcast } from '../judge/judge-broadcast.ts';
import { liveArgs } from '../testing/live-args.ts';
import { runSurecast } from '../testing/surecast-process.ts';
import { createWorkplace, smallPicture, startStore } from '../testing/workplace.ts';

let store: Awaited<ReturnType<typeof startStore>>;

before(async () => {
  store = await startStore();
});

after(() => store.server.stop());

describe('a broadcast of ten seconds to a bucket and a folder at once', { concurrency: true }, () => {
  for (const container of ['ts', 'fmp4']) {
    it(`arrives whole at both as ${container}`, async (t) => {
      const place = await createWorkplace(t);
      const bucket = await store.bucket();
      const folder = place.folder('origin');
      const args = liveArgs(place, [bucket.url, folder.url], '--duration', '10', '--container', container);
      const end = await runSurecast([...args, '--json'], { env: bucket.env });
      assert.equal(end.status, 0, end.stderr);
      const [there, here] = await Promise.all(
        [bucket.view, folder.view].map((view) =>
          judgeBroadcast(view, 'show', { ...smallPicture, frames: 250 }),
        ),
      );
      assert.equal(there?.playlist.segments.length, 10);
      assert.deepEqual(here?.keys, there?.keys);
      assert.deepEqual(await bucket.view.list(), there?.keys, 'nothing else is left in the bucket');
    });
  }
});
