import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { judgeBroadcast } from '../../tests/judge/judge-broadcast.ts';
import { watchPlaylists } from '../../tests/judge/watch-playlists.ts';
import { encodedFrames } from '../../tests/testing/capture-processes.ts';
import { liveArgs } from '../../tests/testing/live-args.ts';
import { startSurecast } from '../../tests/testing/surecast-process.ts';
import { type Bucket, createWorkplace, smallPicture } from '../../tests/testing/workplace.ts';
import type { Random } from '../random.ts';
import type { Stage } from '../stage.ts';
import type { Container } from './container.ts';

export type WorkerDeaths = {
  /** In which way workers died, one word a death. */
  readonly deaths: readonly string[];
  readonly frames: number;
  readonly playlistVersions: number;
};

const saboteur = new URL('./worker-saboteur.ts', import.meta.url).href;

/** One broadcast whose uplink workers throw, exit, run out of memory, hang, and are terminated. */
export async function killWorkers(
  stage: Stage,
  bucket: Bucket,
  container: Container,
  deaths: number,
  random: Random,
): Promise<WorkerDeaths> {
  const place = await createWorkplace(stage);
  const log = join(place.root, 'deaths');
  const program = startSurecast(liveArgs(place, [bucket.url], '--container', container), {
    env: {
      ...bucket.env,
      NODE_OPTIONS: `--import=${saboteur}`,
      SURECAST_SABOTAGE_LOG: log,
      SURECAST_SABOTAGE_DEATHS: String(deaths),
      SURECAST_SABOTAGE_SEED: String(Math.floor(random.between(0, 2 ** 31))),
    },
  });
  const watch = watchPlaylists(stage, bucket.view, 'show', '180p');
  const isOver = program.ended.then(({ stdout, stderr }) => assert.fail(`it has ended: ${stdout}${stderr}`));
  isOver.catch(() => undefined);
  while (readDeaths(log).length < deaths) await Promise.race([sleep(100), isOver]);
  const { segments } = await watch.until((playlist) => playlist.segments.length > 0);
  await watch.until((playlist) => playlist.segments.length > segments.length);
  program.signal('SIGINT');
  const end = await program.ended;
  assert.equal(end.status, 0, end.stdout + end.stderr);
  const playlistVersions = await watch.stop();
  const expected = { ...smallPicture, frames: encodedFrames(place.data) };
  const { frames } = await judgeBroadcast(bucket.view, 'show', expected);
  return { deaths: readDeaths(log), frames, playlistVersions };
}

const readDeaths = (log: string): string[] =>
  existsSync(log) ? readFileSync(log, 'utf8').trimEnd().split('\n') : [];
