import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { judgeBroadcast } from '../../tests/judge/judge-broadcast.ts';
import { watchPlaylists } from '../../tests/judge/watch-playlists.ts';
import { encodedFrames } from '../../tests/testing/capture-processes.ts';
import { liveArgs } from '../../tests/testing/live-args.ts';
import { runSurecast, startSurecast } from '../../tests/testing/surecast-process.ts';
import { createWorkplace, smallPicture, startStore } from '../../tests/testing/workplace.ts';
import type { Random } from '../random.ts';
import type { Stage } from '../stage.ts';
import type { Container } from './container.ts';

export type StoreKills = { readonly kills: number; readonly frames: number; readonly objects: number };

const mostUpMs = 2_500;
const mostDownMs = 2_000;

/** One broadcast whose store (MinIO) is killed at random moments and comes back on the same data. */
export async function killStore(
  stage: Stage,
  container: Container,
  kills: number,
  random: Random,
): Promise<StoreKills> {
  const place = await createWorkplace(stage);
  const store = await startStore();
  stage.after(() => store.server.stop());
  const { url, env, view } = await store.bucket();
  const watch = watchPlaylists(stage, view, 'show', '180p');
  const program = startSurecast(liveArgs(place, [url], '--container', container), { env });
  for (let kill = 0; kill < kills; kill += 1) {
    await sleep(random.between(0, mostUpMs));
    await store.server.kill();
    await sleep(random.between(0, mostDownMs));
    await store.server.restart();
  }
  const { segments } = await watch.until((playlist) => playlist.segments.length > 0);
  await watch.until((playlist) => playlist.segments.length > segments.length);
  program.signal('SIGINT');
  const end = await program.ended;
  assert.equal(end.status, 0, end.stdout + end.stderr);
  await watch.stop();
  const { frames, keys } = await judgeBroadcast(view, 'show', {
    ...smallPicture,
    frames: encodedFrames(place.data),
  });
  const verify = await runSurecast(['verify', 'show', '--deep', '--data', place.data, '--json'], { env });
  assert.equal(verify.status, 0, verify.stdout + verify.stderr);
  return { kills, frames, objects: keys.length };
}
