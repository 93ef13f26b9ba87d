import { setTimeout as sleep } from 'node:timers/promises';
import type { Random } from '../random.ts';
import type { Stage } from '../stage.ts';
import { type Cell, cellName } from './cell.ts';
import { type CellStage, type SharedServers, setUpStage } from './cell-stage.ts';
import type { Problem } from './count-damage.ts';
import { judgeOrigin } from './judge-origin.ts';
import { type ProgramEnd, scenes } from './scenes.ts';

/** What came of one broadcast under its fault. */
export type CellOutcome = {
  readonly name: string;
  readonly seconds: number;
  /** Requests and connections that the fault has hurt. */
  readonly struck: number;
  /** Objects that were copied from the bucket and looked at. */
  readonly objects: number;
  /** None, if everything was as promised. */
  readonly problems: readonly Problem[];
};

/** A broadcast that takes longer hangs. */
const cellTimeoutMs = 240_000;

/** Plays one cell of the matrix on the real program and a real store, and judges it. Rejects only if it can't be set up. */
export async function runCell(
  left: Stage,
  cell: Cell,
  servers: SharedServers,
  random: Random,
): Promise<CellOutcome> {
  const startedMs = performance.now();
  const stage = await setUpStage(left, cell, servers, random.fork(cellName(cell)));
  const result = await playAndJudge(stage).catch((error: unknown) => ({
    objects: 0,
    problems: [{ kind: 'other', message: `${error}\n${stage.said()}` } as const],
  }));
  return {
    name: cellName(cell),
    seconds: (performance.now() - startedMs) / 1000,
    struck: stage.lab.struck(cell.faultCase.fault.kind),
    ...result,
  };
}

async function playAndJudge(stage: CellStage): Promise<Pick<CellOutcome, 'objects' | 'problems'>> {
  const ends = await withinTime(scenes[stage.cell.moment](stage));
  const watched = await stage.watch.stop().then(
    () => [],
    (error: unknown) => [{ kind: 'dangling', message: String(error) } as const],
  );
  const { objects, problems } = await judgeOrigin(stage.view, stage.place.data);
  return {
    objects,
    problems: [...judgeEnds(ends, stage.said()), ...judgeFault(stage), ...watched, ...problems],
  };
}

function judgeEnds(ends: readonly ProgramEnd[], said: string): Problem[] {
  return ends
    .filter(({ end, expected }) => end.status !== expected)
    .map(({ end, expected }) => ({
      kind: 'exit-status',
      message: `ended with ${end.status}, not ${expected}:\n${said}`,
    }));
}

/** A trial in which the fault never struck, or was not told of, proves nothing. */
function judgeFault({ cell, lab, said }: CellStage): Problem[] {
  const { fault, says } = cell.faultCase;
  const isStruck = lab.struck(fault.kind) > 0 || fault.kind === 'down';
  return [
    ...(isStruck ? [] : [{ kind: 'other', message: 'the fault never struck' } as const]),
    ...lab.owedTruths().map((what) => ({ kind: 'other', message: `never asked again: ${what}` }) as const),
    ...(says === undefined || says.test(said())
      ? []
      : [{ kind: 'other', message: `it never said ${says}:\n${said()}` } as const]),
  ];
}

async function withinTime<T>(playing: Promise<T>): Promise<T> {
  const enough = new AbortController();
  const tooLong = sleep(cellTimeoutMs, undefined, { signal: enough.signal }).then(() => {
    throw new Error(`not over after ${cellTimeoutMs / 1000} s`);
  });
  try {
    return await Promise.race([playing, tooLong]);
  } finally {
    enough.abort();
    tooLong.catch(() => undefined);
  }
}
