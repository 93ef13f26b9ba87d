import type { Heartbeat } from '../../../contract/network/heartbeat.ts';
import type { EdgeLoad } from '../edge-room.ts';
import type { KnownEdge, OwnEdge } from '../known-edges.ts';

/** A load with plenty of bandwidth. */
export function loadOf(viewers: number, maxViewers: number): EdgeLoad {
  const idle = { cpu: 0, memoryBytes: 0, egressBitsPerSecond: 0, capacityBitsPerSecond: 1e12 };
  return { ...idle, viewers, maxViewers };
}

/** An edge that is alive, with room for so many viewers more. */
export function knownEdge(name: string, room: number, more: Partial<KnownEdge> = {}): KnownEdge {
  return {
    name,
    state: 'active',
    load: loadOf(0, Math.max(1, room)),
    reportAgeMs: 0,
    granted: room === 0 ? 1 : 0,
    viewerUrl: `https://${name}.example`,
    isOwn: false,
    report: { instance: 'b1946ac9-2b1e-4a3f-9c55-000000000000', sequence: 1 },
    ...more,
  };
}

export function heartbeatOf(edge: OwnEdge): Heartbeat {
  return {
    roles: ['edge'],
    sentAt: new Date(0).toISOString(),
    version: '0',
    nodeUrl: 'https://127.0.0.1:1',
    epoch: 0,
    broadcasts: [],
    wrongBytesFrom: {},
    ...edge,
  };
}
