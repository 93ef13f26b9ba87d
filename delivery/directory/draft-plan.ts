import {
  type AlgorithmId,
  type ListedIntermediate,
  mostRevoked,
  type Plan,
} from '../../contract/network/plan.ts';
import { formatAlgorithm } from '../enumeration/algorithm.ts';
import { findAlgorithm } from '../enumeration/registry.ts';
import { type DirectoryRefusal, type PlanEvent, refused } from './plan-event.ts';

/** What changes of a plan, before its broadcasts are placed. */
export type PlanDraft = Pick<Plan, 'algorithm' | 'intermediates' | 'broadcasts'> &
  Partial<Pick<Plan, 'previousAlgorithm' | 'revoked'>> & {
    readonly reason: string;
    /** Which broadcasts are looked at again, and whether they keep the servers they have. */
    readonly again: readonly string[];
    readonly keeps: boolean;
  };

type Drafted = PlanDraft | { readonly kind: 'same' } | DirectoryRefusal;

/** What an event changes, as a draft; or that it changes nothing, or may not be. */
export function draftPlan(plan: Plan, event: PlanEvent): Drafted {
  switch (event.kind) {
    case 'join':
      return join(plan, event.server);
    case 'leave':
      return leave(plan, event.names, event.why);
    case 'drain':
      return drain(plan, event.name, event.draining);
    case 'register':
      return register(plan, event.broadcast, event.main);
    case 'forget':
      return forget(plan, event.broadcast, event.main);
    case 'choose-algorithm':
      return chooseAlgorithm(plan, event.algorithm, `algorithm ${formatAlgorithm(event.algorithm)} chosen`);
    case 'revoke':
      return revoke(plan, event.names);
    case 'roll-back':
      return plan.previousAlgorithm === undefined
        ? refused('INVALID', 'No other algorithm was chosen before this one.')
        : chooseAlgorithm(
            plan,
            plan.previousAlgorithm,
            `rolled back to ${formatAlgorithm(plan.previousAlgorithm)}`,
          );
  }
}

/** The same plan but for some of it; nothing is placed again unless `again` says so. */
const draftFrom = (plan: Plan, changes: Partial<PlanDraft> & { readonly reason: string }): PlanDraft => ({
  algorithm: plan.algorithm,
  ...(plan.previousAlgorithm !== undefined && { previousAlgorithm: plan.previousAlgorithm }),
  ...(plan.revoked !== undefined && { revoked: plan.revoked }),
  intermediates: plan.intermediates,
  broadcasts: plan.broadcasts,
  again: [],
  keeps: true,
  ...changes,
});

function join(plan: Plan, server: Omit<ListedIntermediate, 'state'>): Drafted {
  // Its last heartbeats may be in somebody's table yet.
  if (plan.revoked?.includes(server.name) === true) return { kind: 'same' };
  const listed = plan.intermediates.find(({ name }) => name === server.name);
  if (listed === undefined) {
    const intermediates = [...plan.intermediates, { ...server, state: 'active' as const }];
    return draftFrom(plan, { reason: `${server.name} joined`, intermediates, again: lacking(plan) });
  }
  // Its weight is that of the day it joined: a change of heart of one server would be no reason to place others.
  if (listed.nodeUrl === server.nodeUrl) return { kind: 'same' };
  return draftFrom(plan, {
    reason: `${server.name} has another address`,
    intermediates: replaceListed(plan, { ...listed, nodeUrl: server.nodeUrl }),
    broadcasts: changedNow(plan, carriedBy(plan, [server.name])),
  });
}

function leave(plan: Plan, names: readonly string[], why: string): Drafted {
  const leaving = plan.intermediates.map(({ name }) => name).filter((name) => names.includes(name));
  if (leaving.length === 0) return { kind: 'same' };
  return draftFrom(plan, {
    reason: `${leaving.join(', ')} ${why}`,
    intermediates: plan.intermediates.filter(({ name }) => !leaving.includes(name)),
    again: carriedBy(plan, leaving),
  });
}

/** Whoever is revoked carries nothing, and nothing comes from it. */
function revoke(plan: Plan, names: readonly string[]): Drafted {
  const before = plan.revoked ?? [];
  const added = names.filter((name) => !before.includes(name));
  if (added.length === 0) return { kind: 'same' };
  if (before.length + added.length > mostRevoked)
    return refused('INVALID', `${before.length} nodes are revoked already: make a new network.`);
  const kept = Object.entries(plan.broadcasts).filter(([, { main }]) => !added.includes(main.name));
  const broadcasts = Object.fromEntries(kept);
  return draftFrom(plan, {
    reason: `${added.join(', ')} revoked`,
    revoked: [...before, ...added],
    intermediates: plan.intermediates.filter(({ name }) => !added.includes(name)),
    broadcasts,
    again: carriedBy({ ...plan, broadcasts }, added),
  });
}

function drain(plan: Plan, name: string, draining: boolean): Drafted {
  const listed = plan.intermediates.find((each) => each.name === name);
  if (listed === undefined) return refused('UNKNOWN_NODE', `No intermediate ${name} is listed.`);
  const state = draining ? 'draining' : 'active';
  if (listed.state === state) return { kind: 'same' };
  return draftFrom(plan, {
    reason: draining ? `${name} drains` : `${name} drains no more`,
    intermediates: replaceListed(plan, { ...listed, state }),
    again: draining ? carriedBy(plan, [name]) : lacking(plan),
  });
}

function register(plan: Plan, broadcast: string, main: Plan['broadcasts'][string]['main']): Drafted {
  const known = Object.hasOwn(plan.broadcasts, broadcast) ? plan.broadcasts[broadcast] : undefined;
  if (plan.revoked?.includes(main.name) === true) return refused('FORBIDDEN', `${main.name} is revoked.`);
  if (known !== undefined && known.main.name !== main.name)
    return refused('TAKEN', `${known.main.name} has a broadcast ${broadcast} already.`);
  if (known?.main.nodeUrl === main.nodeUrl) return { kind: 'same' };
  const assignment = { main, servers: known?.servers ?? [], since: plan.epoch + 1 };
  return draftFrom(plan, {
    reason: known === undefined ? `${broadcast} began on ${main.name}` : `${main.name} has another address`,
    broadcasts: { ...plan.broadcasts, [broadcast]: assignment },
    again: [broadcast],
  });
}

function forget(plan: Plan, broadcast: string, main: string | undefined): Drafted {
  if (!Object.hasOwn(plan.broadcasts, broadcast)) return { kind: 'same' };
  const { [broadcast]: known, ...broadcasts } = plan.broadcasts;
  if (known !== undefined && main !== undefined && known.main.name !== main)
    return refused('FORBIDDEN', `${broadcast} is a broadcast of ${known.main.name}.`);
  return draftFrom(plan, { reason: `${broadcast} is over`, broadcasts });
}

function chooseAlgorithm(plan: Plan, algorithm: AlgorithmId, reason: string): Drafted {
  if (findAlgorithm(algorithm) === undefined) return unknownAlgorithm(algorithm);
  if (formatAlgorithm(algorithm) === formatAlgorithm(plan.algorithm)) return { kind: 'same' };
  return draftFrom(plan, {
    reason,
    algorithm,
    previousAlgorithm: plan.algorithm,
    again: Object.keys(plan.broadcasts),
    keeps: false,
  });
}

export const unknownAlgorithm = (algorithm: AlgorithmId): DirectoryRefusal =>
  refused('UNKNOWN_ALGORITHM', `This directory has no algorithm ${formatAlgorithm(algorithm)}.`);

const replaceListed = (plan: Plan, server: ListedIntermediate): ListedIntermediate[] =>
  plan.intermediates.map((each) => (each.name === server.name ? server : each));

/** Their answers change although their servers stay. */
const changedNow = (plan: Plan, broadcasts: readonly string[]): Plan['broadcasts'] => {
  const changed = { ...plan.broadcasts };
  for (const broadcast of broadcasts) {
    const assignment = changed[broadcast];
    if (assignment !== undefined) changed[broadcast] = { ...assignment, since: plan.epoch + 1 };
  }
  return changed;
};

const carriedBy = (plan: Plan, names: readonly string[]): string[] =>
  Object.entries(plan.broadcasts)
    .filter(([, { servers }]) => servers.some((server) => names.includes(server)))
    .map(([broadcast]) => broadcast);

/** Broadcasts with fewer than two servers: whoever comes helps them out. */
const lacking = (plan: Plan): string[] =>
  Object.entries(plan.broadcasts)
    .filter(([, { servers }]) => servers.length < 2)
    .map(([broadcast]) => broadcast);
