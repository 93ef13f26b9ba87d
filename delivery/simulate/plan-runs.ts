import type { z } from 'zod';
import {
  type SimulationInput,
  type SimulationSettings,
  simulationSettings,
} from '../../contract/network/simulation.ts';
import { SurecastError } from '../../contract/surecast-error.ts';
import { chooseAlgorithm } from './choose-algorithm.ts';
import type { PlannedRun } from './scenarios.ts';

/** A run with everything decided. */
export type SimulationRun = { readonly name: string; readonly settings: SimulationSettings };

/**
 * Checks what is to be run. What was given on the command line replaces what the scenario or file says.
 * @throws SurecastError SIMULATION_INVALID with the first thing that is wrong
 */
export function planRuns(planned: readonly PlannedRun[], given: Partial<SimulationInput>): SimulationRun[] {
  return planned.map(({ name, input }) => ({ name, settings: readSettings({ ...input, ...given }) }));
}

/** @throws SurecastError SIMULATION_INVALID */
export function readSettings(input: unknown): SimulationSettings {
  const read = simulationSettings.safeParse(input);
  if (!read.success) throw new SurecastError('SIMULATION_INVALID', describe(read.error));
  const settings = read.data;
  chooseAlgorithm(settings.algorithm);
  const pairs = settings.edges * settings.streams;
  if (Math.min(pairs, settings.viewers * settings.streams) > mostPairs)
    throw new SurecastError(
      'SIMULATION_INVALID',
      `${settings.edges} edges × ${settings.streams} streams are more than fit.`,
      {
        cure: `Take fewer: at most ${mostPairs.toLocaleString('en')} of edges × streams.`,
      },
    );
  return settings;
}

/** What an edge knows of a stream takes about a kilobyte. */
const mostPairs = 2_000_000;

function describe({ issues }: z.ZodError): string {
  const [issue] = issues;
  if (issue === undefined) return 'The simulation is not described rightly.';
  const where = issue.path.length === 0 ? 'The simulation' : `\`${issue.path.join('.')}\``;
  return `${where}: ${issue.message.replace(/\.$/, '')}.`;
}
