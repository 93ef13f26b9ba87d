import type { NetworkSnapshot } from '../../contract/network/network-snapshot.ts';
import type { Plan } from '../../contract/network/plan.ts';
import type { NodeTable } from '../control/control-plane.ts';

/** NATS takes no message of more than 1 MB, with the signature and its own quotes escaped. */
const maxSnapshotBytes = 800_000;

/** The network as this member sees it; of a very large one the least watched broadcasts of each node are left out. */
export function takeSnapshot(...facts: Parameters<typeof wholeSnapshot>): NetworkSnapshot {
  const whole = wholeSnapshot(...facts);
  for (const most of [200, 20, 3, 0]) {
    const shown = { ...whole, nodes: whole.nodes.map((node) => withBroadcasts(node, most)) };
    if (JSON.stringify(shown).length <= maxSnapshotBytes) return shown;
  }
  const { plan: _, ...rest } = whole;
  return { ...rest, nodes: whole.nodes.map((node) => withBroadcasts(node, 0)) };
}

type ShownNode = NetworkSnapshot['nodes'][number];

const withBroadcasts = (node: ShownNode, most: number): ShownNode => ({
  ...node,
  heartbeat: { ...node.heartbeat, broadcasts: node.heartbeat.broadcasts.slice(0, most) },
});

function wholeSnapshot(
  member: string,
  plan: Plan | undefined,
  planAgeMs: number | undefined,
  nodes: Pick<NodeTable, 'all' | 'health'>,
  nowMs: number,
): NetworkSnapshot {
  return {
    kind: 'snapshot',
    member,
    at: new Date().toISOString(),
    ...(plan !== undefined && { plan }),
    ...(planAgeMs !== undefined && { planAgeMs }),
    nodes: nodes.all().map(({ heartbeat, heardAtMs, clockOffsetMs }) => ({
      heartbeat,
      heardAgeMs: Math.max(0, nowMs - heardAtMs),
      health: nodes.health(heartbeat.name) ?? 'dead',
      clockOffsetMs,
    })),
  };
}
