import type { AlgorithmId } from '../../contract/network/plan.ts';
import type { EnumerationAlgorithm } from './algorithm.ts';
import { leastLoaded, twoChoices } from './least-loaded.ts';
import { weightedRendezvous, weightedRendezvousBounded } from './weighted-rendezvous.ts';

/** All that this version of the program knows; the first one is what a new network begins with. */
export const algorithms: readonly EnumerationAlgorithm[] = [
  weightedRendezvousBounded,
  weightedRendezvous,
  leastLoaded,
  twoChoices,
];

export const defaultAlgorithm: AlgorithmId = weightedRendezvousBounded.id;

/** Undefined: this version of the program does not know it. */
export function findAlgorithm(id: AlgorithmId): EnumerationAlgorithm | undefined {
  return algorithms.find((each) => each.id.name === id.name && each.id.version === id.version);
}
