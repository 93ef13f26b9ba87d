/**
 * `npm run faults`: every fault, in both containers, at each moment of a broadcast, on the real program and a real store.
 * `--only PART` plays the cells whose name has this part; `--parallel N` so many at a time (default 2); `--seed N`.
 */
import { parseArgs } from 'node:util';
import PQueue from 'p-queue';
import { startToxiproxy } from '../../fixtures/servers/toxiproxy.ts';
import { startStore } from '../../tests/testing/workplace.ts';
import { seededRandom } from '../random.ts';
import { figureLines, keepResult } from '../result.ts';
import { onStage } from '../stage.ts';
import { allCells, type Cell, cellName } from './cell.ts';
import type { SharedServers } from './cell-stage.ts';
import { figuresOf } from './figures.ts';
import { type CellOutcome, runCell } from './run-cell.ts';

const { values } = parseArgs({
  options: {
    only: { type: 'string', default: '' },
    parallel: { type: 'string', default: '2' },
    seed: { type: 'string', default: '1' },
  },
});
const cells = allCells.filter((cell) => cellName(cell).includes(values.only));
const random = seededRandom(Number(values.seed));
const startedMs = performance.now();
const outcomes = await playAll(cells);
const seconds = (performance.now() - startedMs) / 1000;
const figures = figuresOf(outcomes);
for (const line of figureLines(figures)) console.log(line);
const failed = outcomes.filter(({ problems }) => problems.length > 0);
console.log(`${outcomes.length - failed.length} passed, ${failed.length} failed, ${Math.round(seconds)} s`);
process.exitCode = failed.length > 0 || outcomes.length === 0 ? 1 : 0;
if (cells.length === allCells.length) {
  const what =
    'Real broadcasts to MinIO through the fault lab: every fault, in MPEG-TS and fMP4, while capturing, at the end, and while draining; the bucket is then copied and judged, and a watcher polls the playlists all the while.';
  keepResult({ trial: 'faults', what, seconds, figures });
}

async function playAll(chosen: readonly Cell[]): Promise<readonly CellOutcome[]> {
  const [store, toxiproxy] = await Promise.all([startStore(), startToxiproxy()]);
  const queue = new PQueue({ concurrency: Number(values.parallel) });
  const servers = { toxiproxy, bucket: store.bucket };
  try {
    return await queue.addAll(chosen.map((cell) => () => play(cell, servers)));
  } finally {
    await Promise.all([store.server.stop(), toxiproxy.stop()]);
  }
}

async function play(cell: Cell, servers: SharedServers): Promise<CellOutcome> {
  const outcome = await onStage((stage) => runCell(stage, cell, servers, random));
  print(outcome);
  return outcome;
}

function print({ name, seconds, struck, objects, problems }: CellOutcome): void {
  const verdict = problems.length === 0 ? 'ok  ' : 'FAIL';
  console.log(
    `${verdict} ${name.padEnd(28)} ${seconds.toFixed(1).padStart(5)} s  struck ${struck}, ${objects} objects`,
  );
  for (const { kind, message } of problems) console.log(`     ${kind}: ${message}`);
}
