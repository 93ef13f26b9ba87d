import { cp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type FaultLab, startFaultLab } from '../../fixtures/faults/fault-lab.ts';
import { startToxiproxy } from '../../fixtures/servers/toxiproxy.ts';
import { judgeBroadcast } from '../../tests/judge/judge-broadcast.ts';
import { watchPlaylists } from '../../tests/judge/watch-playlists.ts';
import { encodedFrames } from '../../tests/testing/capture-processes.ts';
import { liveArgs } from '../../tests/testing/live-args.ts';
import { createWorkplace, smallPicture, startStore } from '../../tests/testing/workplace.ts';
import type { Random } from '../random.ts';
import type { Stage } from '../stage.ts';
import { type PatientProgram, startPatiently } from './patient-program.ts';
import { type Gauge, gaugeProcess } from './process-gauge.ts';
import { drawTrouble, type Trouble } from './troubles.ts';

export type SoakSettings = {
  readonly container: 'ts' | 'fmp4';
  /** How many minutes, and how long each is: an hour is 60 of 60 000 ms. One trouble in each. */
  readonly minutes: number;
  readonly minuteMs: number;
  readonly segmentSeconds: number;
  readonly liveWindowSeconds: number;
  readonly random: Random;
  readonly say: (text: string) => void;
};

export type Soaked = {
  readonly gauges: readonly Gauge[];
  readonly troubles: readonly Trouble['what']['kind'][];
  /** Requests and connections that the lab has hurt. */
  readonly struck: number;
  readonly frames: number;
  readonly segments: number;
  readonly playlistVersions: number;
};

/** The program is killed in the first sixth alone: from then on one process lives to the end, whose memory is watched. */
const shareWithKills = 1 / 6;
const gaugeEveryMs = 2_000;

type Scene = {
  readonly settings: SoakSettings;
  readonly store: Awaited<ReturnType<typeof startStore>>;
  readonly lab: FaultLab;
  readonly program: PatientProgram;
};

/** One long broadcast with a trouble a minute, judged from outside at its end. */
export async function soak(stage: Stage, settings: SoakSettings): Promise<Soaked> {
  const { segmentSeconds, liveWindowSeconds, container } = settings;
  const place = await createWorkplace(stage, { segmentSeconds, liveWindowSeconds });
  const evidence = join(tmpdir(), `surecast-soak-${process.pid}`);
  const [store, toxiproxy] = await Promise.all([startStore(), startToxiproxy()]);
  stage.after(() => Promise.all([store.server.stop(), toxiproxy.stop()]));
  const { url, env, view } = await store.bucket();
  // Requests come in no certain order: what they draw must not change which troubles come.
  const lots = settings.random.fork('lots');
  const lab = await startFaultLab({ store: env, toxiproxy, random: () => lots.between(0, 1) });
  stage.after(() => lab.stop());
  const watch = watchPlaylists(stage, view, 'show', '180p');
  const program = startPatiently(liveArgs(place, [url], '--container', container), { ...env, ...lab.env });
  const gauges: Gauge[] = [];
  const startedMs = performance.now();
  const gauging = setInterval(() => {
    const gauge = gaugeProcess(program.pid, (performance.now() - startedMs) / 1_000);
    if (gauge !== undefined) gauges.push(gauge);
  }, gaugeEveryMs);
  stage.after(() => clearInterval(gauging));
  const scene = { settings, store, lab, program };
  try {
    const troubles = await Promise.race([endure(scene, gauges), program.endedByItself]);
    clearInterval(gauging);
    await program.end();
    const playlistVersions = await watch.stop();
    const expected = { ...smallPicture, segmentSeconds, frames: encodedFrames(place.data) };
    const { frames, playlist } = await judgeBroadcast(view, 'show', expected);
    const segments = playlist.segments.length;
    return { gauges, troubles, struck: struckBy(lab, troubles), frames, segments, playlistVersions };
  } catch (error) {
    await cp(place.root, evidence, { recursive: true });
    settings.say(`it failed; the data directory is kept in ${evidence}`);
    throw error;
  }
}

async function endure(scene: Scene, gauges: readonly Gauge[]): Promise<Trouble['what']['kind'][]> {
  const { minutes, minuteMs, random, say } = scene.settings;
  const kinds: Trouble['what']['kind'][] = [];
  const startedMs = performance.now();
  for (let minute = 0; minute < minutes; minute += 1) {
    const trouble = drawTrouble(random, minuteMs, minute < minutes * shareWithKills);
    await sleep(trouble.afterMs);
    await bring(trouble, scene);
    kinds.push(trouble.what.kind);
    const gauge = gauges.at(-1);
    const held = `${gauge?.residentMegabytes.toFixed(0)} MB, ${gauge?.openFiles} files, ${gauge?.threads} threads`;
    say(`${minute + 1}: ${trouble.what.kind} for ${(trouble.lastsMs / 1_000).toFixed(1)} s; ${held}`);
    await sleep(Math.max(0, (minute + 1) * minuteMs - (performance.now() - startedMs)));
  }
  return kinds;
}

/** Brings one trouble and takes it away again. */
async function bring({ what, lastsMs }: Trouble, { store, lab, program }: Scene): Promise<void> {
  if (what.kind === 'program-killed') {
    await program.kill();
    await sleep(lastsMs);
    program.startAgain();
  } else if (what.kind === 'store-killed') {
    await store.server.kill();
    await sleep(lastsMs);
    await store.server.restart();
  } else {
    await lab.apply(what);
    await sleep(lastsMs);
    await lab.heal();
  }
}

function struckBy(lab: FaultLab, kinds: readonly Trouble['what']['kind'][]): number {
  const ofLab = [...new Set(kinds)].filter((kind) => kind !== 'program-killed' && kind !== 'store-killed');
  return ofLab.reduce((sum, kind) => sum + lab.struck(kind), 0);
}
