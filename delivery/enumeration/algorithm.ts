import type { AlgorithmId, ListedIntermediate } from '../../contract/network/plan.ts';

/** How many broadcasts a server carries, by what it is for them. */
export type CarriedCount = { readonly primary: number; readonly standby: number };
export type Carried = ReadonlyMap<string, CarriedCount>;

/** What an algorithm is asked: everything that it may know. The same question always has the same answer. */
export type EnumerationQuestion = {
  readonly broadcast: string;
  /** The list, in any order; draining ones are ranked for show and never chosen. */
  readonly intermediates: readonly ListedIntermediate[];
  /** What each carries beside this broadcast. */
  readonly carried: Carried;
  /** Who carries it already: an assignment once made stays for as long as its server may be chosen. */
  readonly kept: { readonly primary?: string; readonly standby?: string };
};

/** One intermediate as an algorithm sees it. */
export type Candidate = {
  readonly name: string;
  /** The higher, the better. */
  readonly score: number;
  /** How many broadcasts it may carry as primary at most; undefined: there is no bound. */
  readonly bound: number | undefined;
  readonly choice: 'primary' | 'standby' | 'no';
  /** Why, for people. */
  readonly outcome: string;
};

/** An enumeration algorithm: pure, named, versioned. What it answers never changes; another answer is another version. */
export type EnumerationAlgorithm = {
  readonly id: AlgorithmId;
  /** One sentence for people. */
  readonly summary: string;
  /** All intermediates, the best first. */
  readonly rank: (question: EnumerationQuestion) => readonly Candidate[];
};

export const formatAlgorithm = ({ name, version }: AlgorithmId): string => `${name}@${version}`;
