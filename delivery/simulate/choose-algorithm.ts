import type { AlgorithmId } from '../../contract/network/plan.ts';
import { SurecastError } from '../../contract/surecast-error.ts';
import { formatAlgorithm } from '../enumeration/algorithm.ts';
import { algorithms, defaultAlgorithm } from '../enumeration/registry.ts';

/** All algorithms that can be simulated, as they are named on the command line. */
export const algorithmNames = (): readonly string[] => algorithms.map(({ id }) => formatAlgorithm(id));

/**
 * The algorithm of a name, `NAME` (its newest version) or `NAME@VERSION`; undefined: that of a new network.
 * @throws SurecastError SIMULATION_INVALID
 */
export function chooseAlgorithm(name: string | undefined): AlgorithmId {
  if (name === undefined) return defaultAlgorithm;
  const found = algorithms
    .map(({ id }) => id)
    .filter((id) => id.name === name || formatAlgorithm(id) === name)
    .sort((left, right) => right.version - left.version)[0];
  if (found !== undefined) return found;
  throw new SurecastError('SIMULATION_INVALID', `There is no enumeration algorithm ${name}.`, {
    cure: `Take one of ${algorithmNames().join(', ')}.`,
  });
}
