import type { Heartbeat } from '../../contract/network/heartbeat.ts';
import { nodeUrl, type SimulatedServer } from './simulated-server.ts';

/** What a simulated server of the upper tiers says of itself. */
export const heartbeatOf = (server: SimulatedServer): Heartbeat => ({
  name: server.name,
  instance: '00000000-0000-4000-8000-000000000000',
  roles: [server.kind],
  sentAt: '1970-01-01T00:00:00.000Z',
  sequence: 0,
  version: 'simulated',
  state: server.isDraining ? 'draining' : 'active',
  nodeUrl: nodeUrl(server.name),
  epoch: 0,
  load: {
    cpu: 0,
    memoryBytes: 0,
    egressBitsPerSecond: 0,
    capacityBitsPerSecond: server.capacityBitsPerSecond,
    viewers: 0,
    maxViewers: server.maxViewers,
  },
  broadcasts: [],
  wrongBytesFrom: {},
});
