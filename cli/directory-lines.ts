import type { DirectoryReply } from '../contract/network/directory-reply.ts';
import type { NetworkSnapshot } from '../contract/network/network-snapshot.ts';
import type { Plan, PlanMove } from '../contract/network/plan.ts';
import { formatAlgorithm } from '../delivery/enumeration/algorithm.ts';
import { alignColumns } from './columns.ts';
import { formatAge, formatNumber } from './explain-lines.ts';
import { formatCount } from './print.ts';

/** The plan and the nodes, for people. */
export function describeDirectory(reply: DirectoryReply): string {
  if (reply.kind !== 'snapshot') return 'The directory gave another answer than was asked for.';
  const { plan, nodes } = reply;
  const head =
    plan === undefined
      ? `${reply.member}: no plan yet, nothing was ever registered.`
      : `Plan ${plan.epoch} of ${plan.changedAt} by ${plan.changedBy} (${plan.reason}); algorithm ${algorithm(plan.algorithm)}${before(plan)}.`;
  const age =
    reply.planAgeMs === undefined
      ? `${reply.member} has never heard of the plan’s store.`
      : `${reply.member} heard of the plan’s store ${formatAge(reply.planAgeMs)} ago.`;
  return [
    head,
    age,
    ...intermediateLines(plan),
    ...broadcastLines(plan),
    ...nodeLines(nodes),
    ...revokedLines(plan),
  ].join('\n');
}

const byName = (left: string, right: string): number => left.localeCompare(right, 'en', { numeric: true });

const algorithm = ({ name, version }: Plan['algorithm']): string => `${name}@${version}`;

const before = ({ previousAlgorithm }: Plan): string =>
  previousAlgorithm === undefined ? '' : `, before it ${algorithm(previousAlgorithm)}`;

function intermediateLines(plan: Plan | undefined): string[] {
  if (plan === undefined || plan.intermediates.length === 0) return ['', 'No intermediate is listed.'];
  const assignments = Object.values(plan.broadcasts);
  const listed = plan.intermediates.toSorted((left, right) => byName(left.name, right.name));
  const rows = listed.map(({ name, state, weight, nodeUrl }) => [
    name,
    state,
    formatNumber(weight),
    String(assignments.filter(({ servers }) => servers[0] === name).length),
    String(assignments.filter(({ servers }) => servers[1] === name).length),
    nodeUrl,
  ]);
  return [
    '',
    ...alignColumns([['intermediate', 'state', 'weight', 'primary', 'standby', 'address'], ...rows]),
  ];
}

function broadcastLines(plan: Plan | undefined): string[] {
  const all = Object.entries(plan?.broadcasts ?? {}).sort(([left], [right]) => byName(left, right));
  if (all.length === 0) return ['', 'No broadcast is registered.'];
  const rows = all.map(([name, { main, servers, since }]) => [
    name,
    main.name,
    servers[0] ?? '-',
    servers[1] ?? '-',
    String(since),
  ]);
  return ['', ...alignColumns([['broadcast', 'main', 'primary', 'standby', 'since plan'], ...rows])];
}

const revokedLines = (plan: Plan | undefined): string[] =>
  plan?.revoked === undefined ? [] : ['', `Revoked: ${plan.revoked.toSorted(byName).join(', ')}.`];

function nodeLines(nodes: NetworkSnapshot['nodes']): string[] {
  if (nodes.length === 0) return ['', 'No node was heard.'];
  const sorted = nodes.toSorted((left, right) => byName(left.heartbeat.name, right.heartbeat.name));
  const rows = sorted.map(({ heartbeat, heardAgeMs, health }) => [
    heartbeat.name,
    heartbeat.roles.join(', '),
    health === 'alive' ? heartbeat.state : health,
    `${formatAge(heardAgeMs)} ago`,
    formatCount(heartbeat.load.viewers, 'viewer'),
    String(heartbeat.epoch),
  ]);
  return ['', ...alignColumns([['node', 'roles', 'state', 'heard', 'load', 'plan'], ...rows])];
}

const shownMoves = 20;

/** What a change moved, or would move. */
export function describeChange(reply: DirectoryReply): string {
  if (reply.kind !== 'changed') return 'The directory gave another answer than was asked for.';
  const { dryRun, epoch, moves, algorithm } = reply;
  const now = `the plan is ${epoch}, by ${formatAlgorithm(algorithm)}`;
  if (moves.length === 0) return dryRun ? 'Nothing would move.' : `Nothing moved; ${now}.`;
  const head = dryRun
    ? `${formatCount(moves.length, 'broadcast')} would move. Nothing was changed.`
    : `${formatCount(moves.length, 'broadcast')} moved; ${now}.`;
  const more = moves.length > shownMoves ? [`… and ${moves.length - shownMoves} more (--json has all)`] : [];
  return [head, ...alignColumns(moves.slice(0, shownMoves).map(moveRow)), ...more].join('\n');
}

const moveRow = ({ broadcast, from, to }: PlanMove): string[] => [
  `  ${broadcast}`,
  from.join(', ') || 'the main server',
  `-> ${to.join(', ') || 'the main server'}`,
];
