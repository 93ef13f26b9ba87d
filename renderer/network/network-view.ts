import type { NetworkSnapshot } from '../../contract/network/network-snapshot.ts';
import type { NodeRole } from '../../contract/network/node-name.ts';

type SnapshotNode = NetworkSnapshot['nodes'][number];

/** The tiers, from the source to the viewers, and those who say who pulls from whom. */
export const tiers: readonly { readonly role: NodeRole; readonly title: string }[] = [
  { role: 'main', title: 'Main servers' },
  { role: 'intermediate', title: 'Intermediates' },
  { role: 'edge', title: 'Edges' },
  { role: 'directory', title: 'Directory' },
];

/** One node as a row of its tier. */
export type NodeRow = SnapshotNode & {
  readonly name: string;
  /** Broadcasts it carries as primary and as standby, by the plan. */
  readonly primaries: number;
  readonly standbys: number;
};

/** The nodes of a tier by name; one with several roles stands in each of its tiers. */
export function nodesOf(snapshot: NetworkSnapshot, role: NodeRole): readonly NodeRow[] {
  const assigned = Object.values(snapshot.plan?.broadcasts ?? {});
  return snapshot.nodes
    .filter(({ heartbeat }) => heartbeat.roles.includes(role))
    .map((node) => {
      const { name } = node.heartbeat;
      const primaries = assigned.filter(({ servers }) => servers[0] === name).length;
      const standbys = assigned.filter(({ servers }) => servers.slice(1).includes(name)).length;
      return { ...node, name, primaries, standbys };
    })
    .toSorted((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }));
}

/** One broadcast on its way. */
export type BroadcastRow = {
  readonly name: string;
  readonly main: string;
  readonly servers: readonly string[];
  readonly viewers: number;
  /** Edges that pull it, by whom they pull it from. */
  readonly pulls: readonly { readonly edge: string; readonly from: string; readonly viewers: number }[];
};

/** Every broadcast of the plan, the most watched first. */
export function broadcastsOf(snapshot: NetworkSnapshot): readonly BroadcastRow[] {
  return Object.entries(snapshot.plan?.broadcasts ?? {})
    .map(([name, { main, servers }]) => {
      const pulls = pullsOf(snapshot, name);
      const viewers = pulls.reduce((sum, each) => sum + each.viewers, 0);
      return { name, main: main.name, servers, viewers, pulls };
    })
    .toSorted((a, b) => b.viewers - a.viewers || a.name.localeCompare(b.name, 'en', { numeric: true }));
}

function pullsOf(snapshot: NetworkSnapshot, broadcast: string): BroadcastRow['pulls'] {
  return snapshot.nodes
    .filter(({ health }) => health !== 'dead')
    .flatMap(({ heartbeat }) => {
      const own = heartbeat.broadcasts.find(({ name }) => name === broadcast);
      if (own === undefined || (own.pullsFrom === undefined && own.viewers === 0)) return [];
      return [{ edge: heartbeat.name, from: own.pullsFrom ?? '', viewers: own.viewers }];
    })
    .toSorted((a, b) => a.edge.localeCompare(b.edge, 'en', { numeric: true }));
}
