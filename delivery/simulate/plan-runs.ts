import {
  type SimulationInput,
  type SimulationSettings,
  simulationSettings,
} from '../../contract/network/simulation.ts';
import { SurecastError } from '../../contract/surecast-error.ts';
import { findMistakes, type Mistake } from './find-mistakes.ts';
import type { PlannedRun } from './scenarios.ts';

/** A run with everything decided. */
export type SimulationRun = { readonly name: string; readonly settings: SimulationSettings };

/** Where a description was read from, so that what is wrong can be found there. */
export type Written = {
  readonly name: string;
  readonly lineOf: (path: Mistake['path']) => number | undefined;
};

/**
 * Checks what is to be run. What was given on the command line replaces what the scenario or file says.
 * @throws SurecastError SIMULATION_INVALID with all that is wrong with the first run that can't be
 */
export function planRuns(planned: readonly PlannedRun[], given: Partial<SimulationInput>): SimulationRun[] {
  return planned.map(({ name, input }) => ({ name, settings: readSettings({ ...input, ...given }) }));
}

/** @throws SurecastError SIMULATION_INVALID with all that is wrong */
export function readSettings(input: unknown, written?: Written): SimulationSettings {
  const mistakes = findMistakes(input);
  if (mistakes.length > 0) throw invalidSimulation(mistakes, written);
  const settings = simulationSettings.parse(input);
  const pairs = settings.edges * settings.streams;
  if (Math.min(pairs, settings.viewers * settings.streams) > mostPairs)
    throw new SurecastError(
      'SIMULATION_INVALID',
      `${count(settings.edges)} edges × ${count(settings.streams)} streams are more than fit.`,
      { cure: `Take fewer: at most ${count(mostPairs)} of edges × streams, or of viewers × streams.` },
    );
  return settings;
}

/** What an edge knows of a stream takes about a kilobyte. */
const mostPairs = 2_000_000;
const count = (value: number): string => value.toLocaleString('en');

/** One mistake in a sentence, several in a list below it. */
function invalidSimulation(mistakes: readonly Mistake[], written?: Written): SurecastError {
  const [first] = mistakes;
  if (mistakes.length === 1 && first !== undefined) {
    const where = written === undefined ? '' : `${written.name}: `;
    return new SurecastError('SIMULATION_INVALID', `${where}${sentence(first, written)}`);
  }
  const name = written?.name ?? 'The simulation';
  const { cure } = new SurecastError('SIMULATION_INVALID', '');
  const lineOf = ({ path }: Mistake): number => written?.lineOf(path) ?? 0;
  const inOrder = mistakes.toSorted((left, right) => lineOf(left) - lineOf(right));
  const list = inOrder.map((mistake) => `  ${sentence(mistake, written)}`);
  return new SurecastError('SIMULATION_INVALID', `${name} has ${mistakes.length} mistakes.`, {
    cure: [...list, cure].join('\n'),
  });
}

function sentence({ path, says }: Mistake, written: Written | undefined): string {
  const line = written?.lineOf(path);
  const setting = path.length === 0 ? 'the file' : `\`${path.join('.')}\``;
  return `${line === undefined ? '' : `line ${line}, `}${setting}: ${says}.`;
}
