import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { openPull } from '../../delivery/pull/open-pull.ts';
import { openObjectStore } from '../../delivery/store/open-object-store.ts';
import { bytesOf } from '../../delivery/store/testing/made-objects.ts';
import { temporaryDirectory } from '../../fixtures/temporary-directory.ts';
import { openOrigin } from '../../uploader/origins/open-origin.ts';
import { liveArgs } from '../testing/live-args.ts';
import { runSurecast } from '../testing/surecast-process.ts';
import { createWorkplace, startStore } from '../testing/workplace.ts';

let store: Awaited<ReturnType<typeof startStore>>;

before(async () => {
  store = await startStore();
});

after(() => store.server.stop());

test('a main server follows a broadcast at its origin while it runs, through an outage, and has all of it in the end', async (t) => {
  const place = await createWorkplace(t);
  const bucket = await store.bucket();
  const said: string[] = [];
  const objects = await openObjectStore({
    directory: temporaryDirectory(t),
    log: (line) => void said.push(line),
  });
  const order: string[] = [];
  objects.onStored(({ key }) => order.push(key));
  const real = openOrigin(bucket.url, { variables: bucket.env });
  let failsStill = 3;
  const pull = openPull({
    origin: {
      ...real,
      close: () => real.close(),
      get: async (key, ...rest) => {
        // The line is down for a while once the broadcast is on air.
        if (order.length > 3 && failsStill-- > 0) throw new Error('the line is down');
        return real.get(key, ...rest);
      },
    },
    broadcasts: ['show'],
    store: objects,
    timing: { retry: { retryMinMs: 100, retryMaxMs: 500 }, idleMs: 200 },
    log: (line) => void said.push(line),
  });
  t.after(() => pull.close());
  const args = liveArgs(place, [bucket.url], '--duration', '6', '--container', 'fmp4');
  const end = await runSurecast(args, { env: bucket.env });
  assert.equal(end.status, 0, end.stderr);
  for (;;) {
    const state = pull.state('show');
    if (state?.kind === 'ended' && state.isWhole) break;
    await wait(50);
  }
  const keys = await bucket.view.list();
  assert.deepEqual(
    objects
      .list('show')
      .map(({ key }) => key)
      .sort(),
    keys,
  );
  for (const key of keys)
    assert.deepEqual(await bytesOf(objects, key), (await bucket.view.get(key))?.bytes, key);
  const firstPlaylist = order.indexOf('show/180p/index.m3u8');
  assert.ok(order.indexOf('show/index.m3u8') > firstPlaylist);
  assert.ok(order.slice(0, firstPlaylist).some((key) => /\.m4s$/.test(key)));
  assert.match(
    said.join('\n'),
    /show does not come from its origin for now: the line is down[\s\S]*show comes from its origin again/,
  );
});
