import assert from 'node:assert/strict';
import { readdirSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { DecodedRun } from '../../tests/judge/decode-run.ts';
import { judgeBroadcast } from '../../tests/judge/judge-broadcast.ts';
import type { ScannedPlaylist, ScannedSegment } from '../../tests/judge/scan-media-playlist.ts';
import { watchPlaylists } from '../../tests/judge/watch-playlists.ts';
import { ffmpegsOf, killAllOf, processesOf } from '../../tests/testing/capture-processes.ts';
import { liveArgs } from '../../tests/testing/live-args.ts';
import { startSurecast } from '../../tests/testing/surecast-process.ts';
import { type Bucket, createWorkplace, smallPicture } from '../../tests/testing/workplace.ts';
import type { Random } from '../random.ts';
import type { Stage } from '../stage.ts';
import type { Container } from './container.ts';

export type EverythingKills = {
  readonly container: Container;
  /** For each kill: from the end of the media that was saved, by its published date, to the moment after the kill, milliseconds. */
  readonly lostMs: readonly number[];
  /** The same for the sound, which FFmpeg writes later than the picture. */
  readonly lostSoundMs: readonly number[];
  /**
   * How far the published dates are behind the source: from the request to end to the end of what FFmpeg had taken by then,
   * milliseconds. What FFmpeg held in itself when it was killed is lost besides.
   */
  readonly heldMs: number;
  readonly playlistVersions: number;
};

/** A log of this size holds frames, however it is packaged: an initialization section is smaller. */
const someFramesBytes = 6_000;
const mostWaitMs = 3_000;

/**
 * One broadcast of which program and FFmpeg are killed at once, `rounds` times at random moments from its first frames on,
 * each time resumed. Measures what each kill lost.
 */
export async function killEverything(
  stage: Stage,
  bucket: Bucket,
  container: Container,
  rounds: number,
  random: Random,
): Promise<EverythingKills> {
  const place = await createWorkplace(stage);
  const args = liveArgs(place, [bucket.url], '--container', container);
  const watch = watchPlaylists(stage, bucket.view, 'show', '180p');
  const killedMs: number[] = [];
  let program = startSurecast(args, { env: bucket.env });
  for (let round = 1; round <= rounds; round += 1) {
    await untilCaptures(place.data, round);
    await sleep(random.between(0, mostWaitMs));
    killAllOf(place.data);
    // Taken afterwards: a loss is never made out to be less than it was.
    killedMs.push(Date.now());
    assert.equal((await program.ended).status, 'SIGKILL');
    while (processesOf(place.data).length > 0) await sleep(5);
    program = startSurecast(args, { env: bucket.env });
  }
  await watch.until((playlist) => runsOf(playlist).length > rounds && lastRunOf(playlist).length > 2);
  assert.equal(ffmpegsOf(place.data).length, 1);
  const stoppedMs = Date.now();
  program.signal('SIGINT');
  const end = await program.ended;
  assert.equal(end.status, 0, end.stdout + end.stderr);
  const playlistVersions = await watch.stop();
  const { playlist, runs } = await judgeBroadcast(bucket.view, 'show', {
    ...smallPicture,
    discontinuities: rounds,
  });
  const savedMs = runsOf(playlist).map(endOf);
  assert.equal(savedMs.length, rounds + 1, 'each kill left its tail');
  const lostMs = killedMs.map((ms, index) => ms - (savedMs[index] ?? 0));
  const lostSoundMs = lostMs.map((ms, index) => ms + soundBehindMs(runs[index]));
  return { container, lostMs, lostSoundMs, heldMs: (savedMs.at(-1) ?? 0) - stoppedMs, playlistVersions };
}

/** Resolves when the log of the run of this number has frames. */
async function untilCaptures(dataDirectory: string, run: number): Promise<void> {
  const folder = String(run).padStart(4, '0');
  while (logBytes(dataDirectory, folder) < someFramesBytes) await sleep(10);
}

function logBytes(dataDirectory: string, runFolder: string): number {
  try {
    return readdirSync(dataDirectory, { recursive: true, encoding: 'utf8' })
      .filter((path) => basename(path).startsWith('log-') && basename(dirname(dirname(path))) === runFolder)
      .reduce((sum, path) => sum + statSync(join(dataDirectory, path)).size, 0);
  } catch {
    return 0;
  }
}

/** The segments of each run that are not gaps. */
function runsOf({ segments }: ScannedPlaylist): ScannedSegment[][] {
  const runs: ScannedSegment[][] = [];
  for (const segment of segments) {
    if (segment.discontinuity || runs.length === 0) runs.push([]);
    if (!segment.gap) runs.at(-1)?.push(segment);
  }
  return runs;
}

const lastRunOf = (playlist: ScannedPlaylist): ScannedSegment[] => runsOf(playlist).at(-1) ?? [];

/** By how much the sound of a run ends before its picture. */
function soundBehindMs(run: DecodedRun | undefined): number {
  const pictureEnd = run?.video.at(-1) ?? 0;
  const soundEnd = run?.audio.at(-1) ?? run?.video[0] ?? 0;
  return Math.max(0, pictureEnd - soundEnd) * 1_000;
}

/** Unix milliseconds of the end of a run, by its dates. */
function endOf(run: readonly ScannedSegment[]): number {
  const last = run.at(-1);
  return (last?.dateMs ?? 0) + (last?.seconds ?? 0) * 1_000;
}
