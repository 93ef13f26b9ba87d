import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { judgeBroadcast } from '../../tests/judge/judge-broadcast.ts';
import { watchPlaylists } from '../../tests/judge/watch-playlists.ts';
import { encodedFrames, ffmpegsOf } from '../../tests/testing/capture-processes.ts';
import { liveArgs } from '../../tests/testing/live-args.ts';
import { runSurecast, type SurecastProcess, startSurecast } from '../../tests/testing/surecast-process.ts';
import { type Bucket, createWorkplace, smallPicture, type Workplace } from '../../tests/testing/workplace.ts';
import type { Random } from '../random.ts';
import type { Stage } from '../stage.ts';
import type { Container } from './container.ts';

export type ProgramKills = {
  readonly container: Container;
  /** How often the program was killed after it had said that it took up the FFmpeg of an earlier one. */
  readonly adopted: number;
  /** How often besides: while it started. */
  readonly starting: number;
  /** How often while it delivered the rest. */
  readonly ending: number;
  readonly frames: number;
  readonly seconds: number;
  readonly playlistVersions: number;
};

/** A kill comes at any moment of the start of the program, or at any moment of so long after it has taken FFmpeg up. */
const startingMs = 1_500;
const afterwardsMs = 2_500;
/** Share of the kills that come at the start. */
const shareAtStart = 0.3;
/** Longer than a `drain` with little left takes to end. */
const endingMs = 900;
const endingKills = 8;

type Scene = { readonly place: Workplace; readonly bucket: Bucket; readonly random: Random };

/**
 * One broadcast whose program is killed at random moments of its life, from the first on, until it was killed `rounds`
 * times after it had taken FFmpeg up, and again while it delivers the rest. Fails at the first thing that is not as if nothing had happened.
 */
export async function killProgram(
  stage: Stage,
  bucket: Bucket,
  container: Container,
  rounds: number,
  random: Random,
): Promise<ProgramKills> {
  const scene = { place: await createWorkplace(stage), bucket, random };
  const args = liveArgs(scene.place, [bucket.url], '--container', container);
  const watch = watchPlaylists(stage, bucket.view, 'show', '180p');
  const { adopted, starting, pid } = await killWhileCapturing(scene, args, rounds);
  const last = startSurecast(args, { env: bucket.env });
  // Before it listens, a signal would just end it.
  await last.untilSays(/lives on/);
  const { segments } = await watch.until((playlist) => playlist.segments.length > 0);
  await watch.until((playlist) => playlist.segments.length >= segments.length + 2);
  assert.deepEqual(ffmpegsOf(scene.place.data), [pid], 'one FFmpeg from the start to the end');
  const ending = await killWhileEnding(scene, last);
  const playlistVersions = await watch.stop();
  const expected = { ...smallPicture, frames: encodedFrames(scene.place.data) };
  const { frames, playlist } = await judgeBroadcast(bucket.view, 'show', expected);
  assert.ok(playlist.segments.every(({ gap }) => !gap));
  const seconds = playlist.segments.reduce((sum, segment) => sum + segment.seconds, 0);
  return { container, adopted, starting, ending, frames, seconds, playlistVersions };
}

/** @returns also the number of the FFmpeg, which is the same all along */
async function killWhileCapturing(
  { place, bucket, random }: Scene,
  args: readonly string[],
  rounds: number,
): Promise<{ adopted: number; starting: number; pid: number | undefined }> {
  let pid: number | undefined;
  let adopted = 0;
  let starting = 0;
  while (adopted < rounds) {
    const program = startSurecast(args, { env: bucket.env });
    const isStarting = random.between(0, 1) < shareAtStart;
    if (!isStarting) await program.untilSays(/lives on|Broadcast show/);
    await sleep(random.between(0, isStarting ? startingMs : afterwardsMs));
    program.signal('SIGKILL');
    const { status, stdout, stderr } = await program.ended;
    assert.equal(status, 'SIGKILL', stdout + stderr);
    if (/lives on/.test(stdout)) adopted += 1;
    else starting += 1;
    const capturing = ffmpegsOf(place.data);
    pid ??= capturing[0];
    assert.deepEqual(capturing, pid === undefined ? [] : [pid], 'FFmpeg lives on, and there is but one');
  }
  return { adopted, starting, pid };
}

/** Asks the program to end, and kills it and the `drain`s that take over, until one comes to the end. */
async function killWhileEnding(
  { place, bucket: { env }, random }: Scene,
  capturing: SurecastProcess,
): Promise<number> {
  const drain = ['drain', '--data', place.data];
  capturing.signal('SIGINT');
  let program = capturing;
  for (let kills = 0; ; kills += 1) {
    const victim = program;
    const killing = setTimeout(() => victim.signal('SIGKILL'), random.between(0, endingMs));
    if (kills >= endingKills) clearTimeout(killing);
    const { status, stdout, stderr } = await victim.ended;
    clearTimeout(killing);
    if (status !== 'SIGKILL') {
      assert.equal(status, 0, stdout + stderr);
      // Whatever is said to be delivered is not delivered again.
      assert.equal((await runSurecast(drain, { env })).status, 0);
      return kills;
    }
    program = startSurecast(drain, { env });
  }
}
