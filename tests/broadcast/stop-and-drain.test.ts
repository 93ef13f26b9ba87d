import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { snapshot } from '../../contract/snapshot.ts';
import { freeTcpPort } from '../../fixtures/capture/free-port.ts';
import { judgeBroadcast } from '../judge/judge-broadcast.ts';
import { watchPlaylists } from '../judge/watch-playlists.ts';
import { ffmpegsOf } from '../testing/capture-processes.ts';
import { liveArgs } from '../testing/live-args.ts';
import { runSurecast, startSurecast } from '../testing/surecast-process.ts';
import { createWorkplace, smallPicture, startStore } from '../testing/workplace.ts';

let store: Awaited<ReturnType<typeof startStore>>;

before(async () => {
  store = await startStore();
});

after(() => store.server.stop());

describe('a program that is asked to stop', { concurrency: true }, () => {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    it(`once, by ${signal}, delivers the rest and ends with 0`, async (t) => {
      const place = await createWorkplace(t);
      const { url, env, view } = await store.bucket();
      const watch = watchPlaylists(t, view, 'show', '180p');
      const program = startSurecast(liveArgs(place, [url]), { env });
      await watch.until((playlist) => playlist.segments.length >= 2);
      program.signal(signal);
      const { status, stdout, stderr } = await program.ended;
      assert.equal(status, 0, stdout + stderr);
      assert.deepEqual(ffmpegsOf(place.data), []);
      await watch.stop();
      await judgeBroadcast(view, 'show', smallPicture);
    });
  }

  it('twice, with an origin that is away, ends with 3; drain delivers all of it later', async (t) => {
    const place = await createWorkplace(t);
    const { url, env, view } = await store.bucket();
    const away = { ...env, AWS_ENDPOINT_URL_S3: `http://127.0.0.1:${await freeTcpPort()}` };
    const program = startSurecast(liveArgs(place, [url]), { env: away });
    await program.untilSays(/captured ([3-9]|\d\d+) segments/);
    program.signal('SIGINT');
    await program.untilSays(/Stopping/);
    program.signal('SIGINT');
    const stopped = await program.ended;
    assert.equal(stopped.status, 3, stopped.stdout + stopped.stderr);

    const shown = await runSurecast(['status', '--data', place.data, '--json']);
    assert.equal(shown.status, 0);
    const [broadcast, ...more] = snapshot.parse(JSON.parse(shown.stdout)).broadcasts;
    assert.deepEqual(more, []);
    assert.notEqual(broadcast?.phase, 'complete');
    assert.equal(broadcast?.origins[0]?.verifiedFiles, 0);
    assert.ok((broadcast?.origins[0]?.pendingFiles ?? 0) >= 3);

    const drained = await runSurecast(['drain', '--data', place.data, '--json'], { env });
    assert.equal(drained.status, 0, drained.stderr);
    const { playlist } = await judgeBroadcast(view, 'show', smallPicture);
    assert.ok(playlist.segments.length >= 3);
    const verified = await runSurecast(['verify', 'show', '--deep', '--data', place.data, '--json'], { env });
    assert.equal(verified.status, 0, verified.stdout);
  });

  it('while an origin of two is away, has delivered to the other, and drain finds the rest', async (t) => {
    const place = await createWorkplace(t);
    const { url, env, view } = await store.bucket();
    const folder = place.folder('origin');
    const away = { ...env, AWS_ENDPOINT_URL_S3: `http://127.0.0.1:${await freeTcpPort()}` };
    const watch = watchPlaylists(t, folder.view, 'show', '180p');
    const program = startSurecast(liveArgs(place, [url, folder.url]), { env: away });
    await watch.until((playlist) => playlist.segments.length >= 3);
    program.signal('SIGINT');
    await watch.until((playlist) => playlist.ended);
    program.signal('SIGINT');
    assert.equal((await program.ended).status, 3);
    await watch.stop();
    assert.equal((await runSurecast(['drain', '--data', place.data], { env })).status, 0);
    const [there, here] = await Promise.all(
      [view, folder.view].map((each) => judgeBroadcast(each, 'show', smallPicture)),
    );
    assert.deepEqual(there?.playlist.segments, here?.playlist.segments);
  });
});
