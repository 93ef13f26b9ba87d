import assert from 'node:assert/strict';
import { it } from 'node:test';
import { judgeBroadcast } from '../judge/judge-broadcast.ts';
import { watchPlaylists } from '../judge/watch-playlists.ts';
import { encodedFrames } from '../testing/capture-processes.ts';
import { liveArgs } from '../testing/live-args.ts';
import { startSurecast } from '../testing/surecast-process.ts';
import { createWorkplace, smallPicture, startStore } from '../testing/workplace.ts';

it('a broadcast arrives whole when the store itself is killed and comes back', async (t) => {
  const place = await createWorkplace(t);
  const store = await startStore();
  t.after(() => store.server.stop());
  const { url, env, view } = await store.bucket();
  const watch = watchPlaylists(t, view, 'show', '180p');
  const program = startSurecast(liveArgs(place, [url]), { env });
  const { segments } = await watch.until((playlist) => playlist.segments.length >= 3);
  await store.server.kill();
  await program.untilSays(/not answering well/);
  await store.server.restart();
  await watch.until((playlist) => playlist.segments.length > segments.length);
  program.signal('SIGINT');
  const { status, stdout, stderr } = await program.ended;
  assert.equal(status, 0, stdout + stderr);
  await watch.stop();
  await judgeBroadcast(view, 'show', { ...smallPicture, frames: encodedFrames(place.data) });
});
