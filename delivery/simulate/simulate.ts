import type { SimulatedRun, SimulationReport } from '../../contract/network/simulation-report.ts';
import { formatAlgorithm } from '../enumeration/algorithm.ts';
import { algorithmNames, chooseAlgorithm } from './choose-algorithm.ts';
import { judgeRun } from './judge-run.ts';
import type { SimulationRun } from './plan-runs.ts';
import { runSimulation } from './run-simulation.ts';

export type SimulateOptions = {
  readonly scenario: string;
  readonly runs: readonly SimulationRun[];
  /** Runs each with every algorithm. */
  readonly compare: boolean;
  readonly onRun: (run: SimulatedRun, took: Computing) => void;
  /** How far a run is, again and again while it is computed. */
  readonly onTime?: (run: SimulationRun, nowMs: number) => void;
};

/** How long a run took: on the clock, and of processors' time, which other programs do not lengthen as much. */
export type Computing = { readonly seconds: number; readonly processorSeconds: number };

/** Runs one after the other and judges each by its lines. */
export async function simulate({
  scenario,
  runs,
  compare,
  onRun,
  onTime,
}: SimulateOptions): Promise<SimulationReport> {
  const done: SimulatedRun[] = [];
  for (const run of runs)
    for (const algorithm of compare ? algorithmNames() : [run.settings.algorithm]) {
      const startedMs = performance.now();
      const before = process.cpuUsage();
      const judged = await runOne(run, algorithm, (nowMs) => onTime?.(run, nowMs));
      done.push(judged);
      const { user, system } = process.cpuUsage(before);
      onRun(judged, {
        seconds: (performance.now() - startedMs) / 1_000,
        processorSeconds: (user + system) / 1e6,
      });
    }
  return { ok: done.every(({ ok }) => ok), scenario, runs: done };
}

async function runOne(
  { name, settings }: SimulationRun,
  algorithm: string | undefined,
  onTime: (nowMs: number) => void,
): Promise<SimulatedRun> {
  const figures = await runSimulation({ ...settings, algorithm }, { onTime });
  const lines = judgeRun(figures, settings.expect);
  const { edges, intermediates, viewers, streams, minutes, seed, title } = settings;
  return {
    name,
    title,
    algorithm: formatAlgorithm(chooseAlgorithm(algorithm)),
    scale: { edges, intermediates, viewers, streams, minutes, seed },
    figures,
    lines,
    ok: lines.every(({ held }) => held),
  };
}
