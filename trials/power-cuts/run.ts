/**
 * `npm run power-cuts`: records lives of the program, and starts it again on the files as they are after power cuts at
 * random points of them. `--cuts N` in all (default 120), `--seconds N` of each capture (40), `--seed TEXT` repeats the
 * choice of points, `--only SCENARIO`.
 */
import { parseArgs } from 'node:util';
import PQueue from 'p-queue';
import { bringRecordingTools } from '../../scripts/test-tools/bring.ts';
import { TrialScope } from '../../tests/testing/scope.ts';
import { figureLines, keepResult } from '../result.ts';
import { figuresOf } from './figures.ts';
import { type CutResult, type LaneResult, runLane } from './lane.ts';
import type { Recorded } from './play-scenario.ts';
import { scenarios } from './scenario.ts';

const wholeCuts = 100;
const atOnce = 2;

const { values } = parseArgs({
  options: {
    cuts: { type: 'string', default: '120' },
    seconds: { type: 'string', default: '40' },
    seed: { type: 'string', default: `${Date.now()}` },
    only: { type: 'string' },
  },
});
const chosen = scenarios.filter(({ name }) => values.only === undefined || name === values.only);
const startedMs = performance.now();

function say({ cut, ...end }: CutResult, { scenario, operations, stage }: Recorded): void {
  const operation = operations[cut.after - 1];
  const where = `${operation?.type} ${operation?.path.slice(stage.place.root.length + 1)}`;
  const how = `${cut.model}, names ${cut.names}, data ${cut.data}, then ${cut.command}`;
  const what =
    'broken' in end
      ? `BROKEN: ${end.broken instanceof Error ? end.broken.message : end.broken}`
      : `${end.outcome.went}, ${Math.round(end.outcome.lostMs)} ms lost`;
  process.stdout.write(`${scenario.name} after ${cut.after} (${where}), ${how}: ${what}\n`);
}

await bringRecordingTools();
process.stdout.write(`seed ${values.seed}\n`);
const scope = new TrialScope();
const queue = new PQueue({ concurrency: atOnce });
const cuts = Math.ceil(Number(values.cuts) / chosen.length);
try {
  const lanes: LaneResult[] = await queue.addAll(
    chosen.map((scenario) => () => {
      const seconds = Number(values.seconds);
      return runLane(scope, { scenario, seconds, cuts, seed: values.seed, onCut: say });
    }),
  );
  const figures = figuresOf(lanes);
  for (const line of figureLines(figures)) process.stdout.write(`${line}\n`);
  if (values.only === undefined && cuts * chosen.length >= wholeCuts) {
    keepResult({
      trial: 'power-cuts',
      what: 'Every write, rename and fsync of the program and its FFmpeg is recorded; the files as a power cut leaves them at a random point are put back, the program is started on them, and what lies at the origin is judged.',
      seconds: (performance.now() - startedMs) / 1000,
      figures,
    });
  }
  const isBroken = lanes.some((lane) => lane.cuts.some((cut) => 'broken' in cut));
  process.exitCode = isBroken ? 1 : 0;
} finally {
  await scope.end();
}
