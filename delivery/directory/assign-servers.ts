import type { Assignment, ListedIntermediate, Plan, PlanMove } from '../../contract/network/plan.ts';
import type { Candidate, CarriedCount, EnumerationAlgorithm } from '../enumeration/algorithm.ts';

/** Who carries what while a plan is being made: counts are kept up, so that each broadcast is placed knowing the others. */
export type Tally = Map<string, CarriedCount>;

/** Counts what each server of a plan carries. */
export function tallyOf(broadcasts: Plan['broadcasts']): Tally {
  const tally: Tally = new Map();
  for (const { servers } of Object.values(broadcasts)) count(tally, servers, 1);
  return tally;
}

/** Adds (1) or takes away (-1) a broadcast from its servers. */
export function count(tally: Tally, [primary, standby]: readonly string[], by: 1 | -1): void {
  if (primary !== undefined) {
    const has = tally.get(primary) ?? { primary: 0, standby: 0 };
    tally.set(primary, { ...has, primary: has.primary + by });
  }
  if (standby !== undefined) {
    const has = tally.get(standby) ?? { primary: 0, standby: 0 };
    tally.set(standby, { ...has, standby: has.standby + by });
  }
}

/** Primary and standby of ranked candidates. */
export const chosenServers = (ranked: readonly Candidate[]): string[] =>
  (['primary', 'standby'] as const).flatMap((slot) =>
    ranked.filter(({ choice }) => choice === slot).map(({ name }) => name),
  );

export type Placing = {
  readonly algorithm: EnumerationAlgorithm;
  readonly intermediates: readonly ListedIntermediate[];
  readonly epoch: number;
  /** Whether servers that have a broadcast keep it. */
  readonly keeps: boolean;
};

/**
 * Places broadcasts anew, in the order of their names, so that the result does not depend on who asked when.
 * @returns all assignments, and exactly those that differ as moves
 */
export function placeBroadcasts(
  all: Plan['broadcasts'],
  names: readonly string[],
  placing: Placing,
): { readonly broadcasts: Plan['broadcasts']; readonly moves: PlanMove[] } {
  const broadcasts = { ...all };
  const tally = tallyOf(all);
  const moves: PlanMove[] = [];
  const inOrder = [...names].sort();
  // Nobody's old place counts when all are placed anew.
  if (!placing.keeps) for (const name of inOrder) count(tally, all[name]?.servers ?? [], -1);
  for (const broadcast of inOrder) {
    const assignment = all[broadcast];
    if (assignment === undefined) continue;
    if (placing.keeps) count(tally, assignment.servers, -1);
    const servers = place(broadcast, assignment, tally, placing);
    count(tally, servers, 1);
    if (isSame(servers, assignment.servers)) continue;
    broadcasts[broadcast] = { ...assignment, servers, since: placing.epoch };
    moves.push({ broadcast, from: assignment.servers, to: servers });
  }
  return { broadcasts, moves };
}

function place(
  broadcast: string,
  { servers: [primary, standby] }: Assignment,
  carried: Tally,
  { algorithm, intermediates, keeps }: Placing,
): string[] {
  const kept = !keeps
    ? {}
    : { ...(primary !== undefined && { primary }), ...(standby !== undefined && { standby }) };
  return chosenServers(algorithm.rank({ broadcast, intermediates, carried, kept }));
}

const isSame = (left: readonly string[], right: readonly string[]): boolean =>
  left.length === right.length && left.every((name, index) => name === right[index]);
