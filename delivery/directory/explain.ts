import type { Explanation } from '../../contract/network/explanation.ts';
import type { Plan } from '../../contract/network/plan.ts';
import type { HeardNode, NodeTable } from '../control/control-plane.ts';
import type { Candidate, Carried } from '../enumeration/algorithm.ts';
import { findAlgorithm } from '../enumeration/registry.ts';
import { count, tallyOf } from './assign-servers.ts';
import { readAnswer } from './read-answer.ts';

/** What a directory member knows when it explains. */
export type Knowledge = {
  readonly member: string;
  readonly plan: Plan;
  readonly planAgeMs: number;
  readonly nodes: Pick<NodeTable, 'all' | 'get' | 'isAlive'>;
  readonly nowMs: number;
};

/** Why a broadcast is carried by the servers that carry it, from the same plan and by the same function that decided. */
export function explain(broadcast: string, knowledge: Knowledge): Explanation {
  const { member, plan, planAgeMs, nodes } = knowledge;
  return {
    kind: 'explanation',
    member,
    answer: readAnswer(plan, broadcast),
    algorithm: plan.algorithm,
    planChangedAt: plan.changedAt,
    planReason: plan.reason,
    planAgeMs,
    candidates: [...listedCandidates(broadcast, knowledge), ...goneCandidates(knowledge)],
    edges: nodes.all().flatMap(({ heartbeat }) => edgeOf(heartbeat, broadcast, nodes)),
  };
}

type CandidateRow = Explanation['candidates'][number];

function listedCandidates(broadcast: string, knowledge: Knowledge): CandidateRow[] {
  const { plan, nodes } = knowledge;
  const assigned = Object.hasOwn(plan.broadcasts, broadcast) ? plan.broadcasts[broadcast] : undefined;
  const [primary, standby] = assigned?.servers ?? [];
  const carried = tallyOf(plan.broadcasts);
  count(carried, assigned?.servers ?? [], -1);
  const { intermediates } = plan;
  const kept = { ...(primary !== undefined && { primary }), ...(standby !== undefined && { standby }) };
  const algorithm = findAlgorithm(plan.algorithm);
  const ranked = algorithm?.rank({ broadcast, intermediates, carried, kept }) ?? [];
  // With nothing kept: what would be chosen today, which may differ from what was chosen when it began.
  const fresh = algorithm?.rank({ broadcast, intermediates, carried, kept: {} }) ?? [];
  const total = tallyOf(plan.broadcasts);
  return ranked.map((candidate) => row(candidate, fresh, assigned !== undefined, total, knowledge, nodes));
}

function row(
  candidate: Candidate,
  fresh: readonly Candidate[],
  isAssigned: boolean,
  total: Carried,
  { plan, nowMs }: Knowledge,
  nodes: Knowledge['nodes'],
): CandidateRow {
  const { name, score, bound } = candidate;
  const listed = plan.intermediates.find((each) => each.name === name);
  const heard = nodes.get(name);
  const isDead = heard !== undefined && !nodes.isAlive(name);
  const wouldBe = fresh.find((each) => each.name === name)?.choice ?? 'no';
  return {
    name,
    state: isDead ? 'dead' : (listed?.state ?? 'dead'),
    weight: listed?.weight ?? 0,
    carries: total.get(name)?.primary ?? 0,
    ...(bound !== undefined && { bound }),
    score,
    outcome: outcomeWords(candidate, wouldBe, isAssigned, isDead),
    ...heardAge(heard, nowMs),
  };
}

function outcomeWords(
  { choice, outcome }: Candidate,
  wouldBe: Candidate['choice'],
  isAssigned: boolean,
  isDead: boolean,
): string {
  if (!isAssigned) return choice === 'no' ? outcome : `would be ${choice}`;
  if (isDead) return choice === 'no' ? 'not heard' : `${choice}; not heard, not yet given up`;
  if (choice !== 'no') return choice === wouldBe ? choice : `${choice}, kept since it was chosen`;
  return wouldBe === 'no' ? outcome : `would be ${wouldBe} today; what is assigned stays`;
}

/** Intermediates that were heard within the last minute and are on the list no more. */
function goneCandidates({ plan, nodes, nowMs }: Knowledge): CandidateRow[] {
  return nodes
    .all()
    .filter(({ heartbeat }) => heartbeat.roles.includes('intermediate'))
    .filter(({ heartbeat }) => !plan.intermediates.some(({ name }) => name === heartbeat.name))
    .map((heard) => ({
      name: heard.heartbeat.name,
      state: nodes.isAlive(heard.heartbeat.name) ? heard.heartbeat.state : 'dead',
      weight: heard.heartbeat.load.capacityBitsPerSecond / 1e6,
      carries: 0,
      score: 0,
      outcome: 'not on the list',
      ...heardAge(heard, nowMs),
    }));
}

const heardAge = (heard: HeardNode | undefined, nowMs: number): { heardAgeMs?: number } =>
  heard === undefined ? {} : { heardAgeMs: Math.max(0, nowMs - heard.heardAtMs) };

function edgeOf(
  heartbeat: HeardNode['heartbeat'],
  broadcast: string,
  nodes: Knowledge['nodes'],
): Explanation['edges'] {
  if (!heartbeat.roles.includes('edge') || !nodes.isAlive(heartbeat.name)) return [];
  const load = heartbeat.broadcasts.find(({ name }) => name === broadcast);
  if (load === undefined) return [];
  const { pullsFrom, viewers } = load;
  return [{ name: heartbeat.name, ...(pullsFrom !== undefined && { pullsFrom }), viewers }];
}
