/**
 * The simulator at the size of its goal: 1,000 edges, 20 intermediates, 100,000 viewers, ten minutes of broadcast.
 * Goal: under 30 s of computing, and at least 99.9 % of what viewers get does not leave the origin.
 */
import { planRuns } from '../../delivery/simulate/plan-runs.ts';
import { scenarios } from '../../delivery/simulate/scenarios.ts';
import { simulate } from '../../delivery/simulate/simulate.ts';

export type SimulationCost = {
  readonly computingSeconds: number;
  readonly processorSeconds: number;
  readonly offloadPercent: number;
  readonly events: number;
  /** Lines of the scenario that were missed. */
  readonly missed: number;
  readonly viewers: number;
};

/** Runs scenario S2 whole. */
export async function measureSimulation(): Promise<SimulationCost> {
  const planned = scenarios.find(({ name }) => name === 'S2')?.runs ?? [];
  let computingSeconds = 0;
  let processorSeconds = 0;
  const report = await simulate({
    scenario: 'S2',
    runs: planRuns(planned, {}),
    compare: false,
    onRun(_, took) {
      computingSeconds += took.seconds;
      processorSeconds += took.processorSeconds;
    },
  });
  const [run] = report.runs;
  if (run === undefined) throw new Error('nothing was simulated');
  return {
    computingSeconds,
    processorSeconds,
    offloadPercent: run.figures.offloadPercent,
    events: run.figures.events,
    missed: run.lines.filter(({ held }) => !held).length,
    viewers: run.scale.viewers,
  };
}
