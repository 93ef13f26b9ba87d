import type { NetworkSnapshot } from '../../contract/network/network-snapshot.ts';
import type { Plan } from '../../contract/network/plan.ts';
import type { NodeTable } from '../control/control-plane.ts';

/** The network as this member sees it. */
export function takeSnapshot(
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
