import type { EnumerationQuestion } from './algorithm.ts';
import { hashFraction } from './hash-fraction.ts';
import { makeAlgorithm, type Scored } from './rank.ts';
import { rendezvousScores } from './weighted-rendezvous.ts';

/**
 * By primaries alone: were standbys counted too, small servers would end up with nothing but standbys. The draw decides
 * between equals, so that the broadcasts of one server do not all have the same standby.
 */
export const leastLoaded = makeAlgorithm({
  id: { name: 'least-loaded', version: 1 },
  summary:
    'The server with the fewest broadcasts by weight; the evenest, and moves the most when it is chosen.',
  score: (servers, { broadcast, carried }) =>
    servers.map((server) => {
      const draw = hashFraction(`${broadcast}\n${server.name}`);
      return { server, score: server.weight / ((carried.get(server.name)?.primary ?? 0) + 0.5 + draw) };
    }),
});

/** Of the two best draws the one with less to carry: nearly as even, and most broadcasts find the same server again. */
export const twoChoices = makeAlgorithm({
  id: { name: 'two-choices', version: 1 },
  summary: 'Of the two best draws of a hash by weight, the server with fewer broadcasts by weight first.',
  score: (servers, question) => {
    const drawn = rendezvousScores(servers, question.broadcast).sort(
      (left, right) => right.score - left.score,
    );
    const [first, second, ...others] = drawn;
    if (first === undefined || second === undefined) return drawn;
    if (freedom(first, question) >= freedom(second, question)) return drawn;
    return [{ ...second, score: first.score }, { ...first, score: second.score }, ...others];
  },
});

/** The less a server carries by its weight, the more. */
const freedom = ({ server }: Scored, { carried }: EnumerationQuestion): number =>
  server.weight / ((carried.get(server.name)?.primary ?? 0) + 1);
