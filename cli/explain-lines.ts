import type { EnumerationAnswer } from '../contract/network/directory-calls.ts';
import type { DirectoryReply } from '../contract/network/directory-reply.ts';
import type { Explanation } from '../contract/network/explanation.ts';
import { alignColumns } from './columns.ts';
import { formatCount } from './print.ts';

/** Why a broadcast is carried by whom, for people. */
export function describeExplanation(broadcast: string, reply: DirectoryReply): string {
  if (reply.kind !== 'explanation') return `${broadcast}: unknown to the directory, which has no plan yet.`;
  return [
    ...answerLines(reply.answer),
    '',
    `Algorithm ${reply.algorithm.name}@${reply.algorithm.version}; plan ${reply.answer.epoch} of ${reply.planChangedAt} (${reply.planReason}).`,
    `Answered by ${reply.member}, which heard of the plan’s store ${formatAge(reply.planAgeMs)} ago.`,
    '',
    ...candidateLines(reply.candidates),
    ...edgeLines(reply.edges),
  ].join('\n');
}

function answerLines(answer: EnumerationAnswer): string[] {
  if (answer.kind === 'unknown')
    return [`${answer.broadcast}: unknown to the directory. What follows is where it would go.`];
  const [primary, standby] = answer.servers;
  const rows = [
    ['main', answer.main.name, answer.main.nodeUrl],
    ['primary', primary?.name ?? 'none: edges pull from the main server', primary?.nodeUrl ?? ''],
    ['standby', standby?.name ?? 'none', standby?.nodeUrl ?? ''],
  ];
  return [answer.broadcast, ...alignColumns(rows.map((row) => ['', ...row]))];
}

function candidateLines(candidates: Explanation['candidates']): string[] {
  if (candidates.length === 0) return ['No intermediate is in the network.'];
  const head = ['intermediate', 'outcome', 'state', 'weight', 'carries', 'at most', 'score', 'heard'];
  const rows = candidates.map((each) => [
    each.name,
    each.outcome,
    each.state,
    formatNumber(each.weight),
    String(each.carries),
    each.bound === undefined ? '-' : String(each.bound),
    formatNumber(each.score),
    each.heardAgeMs === undefined ? 'never' : `${formatAge(each.heardAgeMs)} ago`,
  ]);
  return alignColumns([head, ...rows]);
}

function edgeLines(edges: Explanation['edges']): string[] {
  if (edges.length === 0) return ['', 'No edge pulls it.'];
  const rows = edges.map(({ name, pullsFrom, viewers }) => [
    name,
    pullsFrom ?? 'nothing at present',
    formatCount(viewers, 'viewer'),
  ]);
  return ['', ...alignColumns([['edge', 'pulls from', ''], ...rows])];
}

/** `1.2 s`, `340 ms` */
export const formatAge = (ms: number): string =>
  ms < 1_000 ? `${Math.round(ms)} ms` : `${(ms / 1_000).toFixed(1)} s`;

/** Four figures are enough to compare by. */
export const formatNumber = (value: number): string => String(Number(value.toPrecision(4)));
