import { type FaultLab, startFaultLab } from '../../fixtures/faults/fault-lab.ts';
import type { Toxiproxy } from '../../fixtures/servers/toxiproxy.ts';
import type { OriginView } from '../../tests/judge/origin-view.ts';
import { type PlaylistWatch, watchPlaylists } from '../../tests/judge/watch-playlists.ts';
import { liveArgs } from '../../tests/testing/live-args.ts';
import { type SurecastProcess, startSurecast } from '../../tests/testing/surecast-process.ts';
import { type Bucket, createWorkplace, type Workplace } from '../../tests/testing/workplace.ts';
import type { Random } from '../random.ts';
import type { Stage } from '../stage.ts';
import type { Cell } from './cell.ts';

/** The servers that all cells share. */
export type SharedServers = {
  readonly toxiproxy: Toxiproxy;
  readonly bucket: () => Promise<Bucket>;
};

/** A machine that is busy with many broadcasts must not be taken for a source that has gone. */
const stallSeconds = 60;

/** One broadcast with its bucket, the lab between both, and the watcher that looks past the lab. */
export type CellStage = {
  readonly cell: Cell;
  readonly place: Workplace;
  readonly lab: FaultLab;
  readonly view: OriginView;
  readonly watch: PlaylistWatch;
  /** What all programs of the cell have said so far. */
  said(): string;
  startLive(): SurecastProcess;
  startDrain(): SurecastProcess;
};

/** @param random chooses which requests a share of them is */
export async function setUpStage(
  stage: Stage,
  cell: Cell,
  servers: SharedServers,
  random: Random,
): Promise<CellStage> {
  const place = await createWorkplace(stage, { stallSeconds });
  const { url, env: store, view } = await servers.bucket();
  const { hidesChecksums = false } = cell.faultCase;
  const lab = await startFaultLab({
    store,
    toxiproxy: servers.toxiproxy,
    random: () => random.between(0, 1),
    hidesChecksums,
  });
  stage.after(() => lab.stop());
  const programs: SurecastProcess[] = [];
  const start = (args: readonly string[]) => {
    const program = startSurecast(args, { env: lab.env });
    programs.push(program);
    return program;
  };
  return {
    cell,
    place,
    lab,
    view,
    watch: watchPlaylists(stage, view, 'show', '180p'),
    said: () => programs.map((program) => program.stdout() + program.stderr()).join(''),
    startLive: () => start(liveArgs(place, [url], '--container', cell.container)),
    startDrain: () => start(['drain', '--data', place.data]),
  };
}
