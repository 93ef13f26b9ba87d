import { chooseEdge, type EdgeCandidate, takesViewers } from './choose-edge.ts';
import { edgeUtilisation } from './edge-room.ts';

/** Edges in the order in which a viewer is to use them. */
export type Steering<Edge> = {
  readonly order: readonly Edge[];
  /** The edge that the viewer is sent to, if it is not the one that it is at. */
  readonly movedTo: Edge | undefined;
};

export type SteeringQuestion<Edge> = {
  readonly edges: readonly Edge[];
  /** The edge that the viewer is at; undefined: it is not heard of any more. */
  readonly current: Edge | undefined;
  /** Names of the edges that the viewer was last told to fall back on. */
  readonly backups: readonly string[];
  readonly random: () => number;
};

/** An edge that is used beyond this sheds viewers until it is used as far as `shedTo`. */
const overloadedAbove = 1;
const shedTo = 0.9;
const backupCount = 2;

/**
 * Where a connected viewer is to go. It stays where it is for as long as that edge is well: an edge that drains sends all away, one
 * that has too much sends away as many as it has too many, each by chance. Wherever it goes, two more edges are named to fall back
 * on, the same ones as before if they still take viewers. Pure but for `random`.
 */
export function steerViewer<Edge extends EdgeCandidate>({
  edges,
  current,
  backups,
  random,
}: SteeringQuestion<Edge>): Steering<Edge> {
  const others = edges.filter((edge) => edge !== current && takesViewers(edge));
  const target = current !== undefined && stays(current, random) ? undefined : chosen(others, random);
  const first = target ?? current;
  const fallBacks = chooseBackups(
    others.filter((edge) => edge !== first),
    backups,
    random,
  );
  const order = first === undefined ? fallBacks : [first, ...fallBacks];
  // An edge that drains still serves: better than nothing if the others fail.
  const left = target !== undefined && current !== undefined ? [current] : [];
  return { order: [...order, ...left], movedTo: target };
}

function stays(edge: EdgeCandidate, random: () => number): boolean {
  if (!takesViewers(edge)) return false;
  const used = edgeUtilisation(edge.load);
  return used <= overloadedAbove || random() >= 1 - shedTo / used;
}

function chooseBackups<Edge extends EdgeCandidate>(
  candidates: readonly Edge[],
  before: readonly string[],
  random: () => number,
): readonly Edge[] {
  const backups = candidates.filter(({ name }) => before.includes(name)).slice(0, backupCount);
  while (backups.length < backupCount) {
    const next = chosen(
      candidates.filter((edge) => !backups.includes(edge)),
      random,
    );
    if (next === undefined) break;
    backups.push(next);
  }
  return backups;
}

function chosen<Edge extends EdgeCandidate>(edges: readonly Edge[], random: () => number): Edge | undefined {
  const choice = chooseEdge(edges, random);
  return choice.kind === 'chosen' ? choice.edge : undefined;
}
