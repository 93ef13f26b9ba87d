import type { ListedIntermediate } from '../../contract/network/plan.ts';
import { hashFraction } from './hash-fraction.ts';
import { makeAlgorithm, type Scored } from './rank.ts';

/**
 * Weighted rendezvous hashing: each server draws a number from the broadcast's name and its own, and the best draw wins.
 * `-w / ln(h)` makes the chance of winning proportional to the weight; a server that leaves takes only its own away.
 */
export function rendezvousScores(servers: readonly ListedIntermediate[], broadcast: string): Scored[] {
  return servers.map((server) => ({
    server,
    score: -server.weight / Math.log(hashFraction(`${broadcast}\n${server.name}`)),
  }));
}

export const weightedRendezvous = makeAlgorithm({
  id: { name: 'weighted-rendezvous', version: 1 },
  summary: 'The best draw of a hash by weight; no bound on what one server carries.',
  score: (servers, { broadcast }) => rendezvousScores(servers, broadcast),
});

/**
 * At the same time the most that the loss of one server can move: at 1.25, as is usual, it would be more than the
 * 1.2 fair shares that the network promises (docs/network.md).
 */
const boundFactor = 1.2;

export const weightedRendezvousBounded = makeAlgorithm({
  id: { name: 'weighted-rendezvous-bounded', version: 1 },
  summary: `The best draw of a hash by weight, among those that carry less than ${boundFactor} times their share.`,
  boundFactor,
  score: (servers, { broadcast }) => rendezvousScores(servers, broadcast),
});
