import type { AlgorithmId, ListedIntermediate } from '../../contract/network/plan.ts';
import type { Candidate, EnumerationAlgorithm, EnumerationQuestion } from './algorithm.ts';
import { type LoadBounds, loadBounds, type Slot } from './load-bound.ts';

/** A server with the score that an algorithm gives it; the higher, the better. */
export type Scored = { readonly server: ListedIntermediate; readonly score: number };

export type AlgorithmParts = {
  readonly id: AlgorithmId;
  readonly summary: string;
  /** No server gets more than so many times the mean by weight; undefined: no bound. */
  readonly boundFactor?: number;
  /** Scores of the servers that may be chosen; draining ones are asked for as well, one by one. */
  readonly score: (
    servers: readonly ListedIntermediate[],
    question: EnumerationQuestion,
  ) => readonly Scored[];
};

/** Makes an algorithm of a way to score: order, bounds, stickiness and words are the same for all. */
export function makeAlgorithm(parts: AlgorithmParts): EnumerationAlgorithm {
  return { id: parts.id, summary: parts.summary, rank: (question) => rank(parts, question) };
}

function rank(parts: AlgorithmParts, question: EnumerationQuestion): Candidate[] {
  const active = question.intermediates.filter(({ state }) => state === 'active');
  const draining = question.intermediates.filter(({ state }) => state === 'draining');
  const ranked = [...parts.score(active, question)].sort(byScore);
  const bounds =
    parts.boundFactor === undefined ? undefined : loadBounds(active, question.carried, parts.boundFactor);
  const chosen = choose(ranked, question, bounds);
  return [
    ...ranked.map((scored) => candidate(scored, chosen, question, bounds)),
    ...draining
      .flatMap((server) => parts.score([server], question))
      .sort(byScore)
      .map((scored) => ({
        name: scored.server.name,
        score: scored.score,
        bound: undefined,
        choice: 'no' as const,
        outcome: 'draining',
      })),
  ];
}

const byScore = (left: Scored, right: Scored): number =>
  right.score - left.score || (left.server.name < right.server.name ? -1 : 1);

type Chosen = { readonly primary: string | undefined; readonly standby: string | undefined };

/**
 * What is kept stays. A lost primary is replaced by its standby, which has the media already, unless that is at its
 * bound; all else goes to the best below its bound, or to the best of all if there is none.
 */
function choose(
  ranked: readonly Scored[],
  question: EnumerationQuestion,
  bounds: LoadBounds | undefined,
): Chosen {
  const { kept } = question;
  const present = (name: string | undefined): Scored | undefined =>
    name === undefined ? undefined : ranked.find(({ server }) => server.name === name);
  const hasRoom = ({ server }: Scored, slot: Slot): boolean =>
    bounds === undefined || (question.carried.get(server.name)?.[slot] ?? 0) < bounds(server, slot);
  const best = (among: readonly Scored[], slot: Slot): Scored | undefined =>
    among.find((scored) => hasRoom(scored, slot)) ?? among[0];

  const warm = present(kept.standby);
  const promoted = warm !== undefined && hasRoom(warm, 'primary') ? warm : undefined;
  const primary = present(kept.primary) ?? promoted ?? best(ranked, 'primary');
  const others = ranked.filter((scored) => scored !== primary);
  const standby = warm !== undefined && warm !== primary ? warm : best(others, 'standby');
  return { primary: primary?.server.name, standby: standby?.server.name };
}

function candidate(
  { server, score }: Scored,
  chosen: Chosen,
  question: EnumerationQuestion,
  bounds: LoadBounds | undefined,
): Candidate {
  const bound = bounds?.(server, 'primary');
  const { name } = server;
  if (name === chosen.primary)
    return { name, score, bound, choice: 'primary', outcome: chosenWords('primary', name, question) };
  if (name === chosen.standby)
    return { name, score, bound, choice: 'standby', outcome: chosenWords('standby', name, question) };
  const carries = question.carried.get(name)?.primary ?? 0;
  const outcome =
    bound !== undefined && carries >= bound ? `full: carries ${carries} of ${bound}` : 'lower score';
  return { name, score, bound, choice: 'no', outcome };
}

function chosenWords(slot: Slot, name: string, { kept }: EnumerationQuestion): string {
  if (slot === 'primary' && name === kept.standby) return 'primary (was the standby)';
  return slot;
}
