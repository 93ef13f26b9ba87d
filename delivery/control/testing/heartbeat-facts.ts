import type { Heartbeat } from '../../../contract/network/heartbeat.ts';
import type { HeartbeatFacts } from '../heartbeats.ts';

/** What an idle edge says of itself. */
export const edgeFacts: HeartbeatFacts = {
  roles: ['edge'],
  version: '1.0.0',
  state: 'active',
  nodeUrl: 'https://127.0.0.1:1',
  epoch: 0,
  load: {
    ...{ cpu: 0.1, memoryBytes: 1, egressBitsPerSecond: 0, capacityBitsPerSecond: 1e9 },
    ...{ viewers: 0, maxViewers: 10 },
  },
  broadcasts: [],
  wrongBytesFrom: {},
};

/** A whole heartbeat of it. */
export const heartbeatOf = (change: Partial<Heartbeat> = {}): Heartbeat => ({
  ...edgeFacts,
  ...{ name: 'edge', instance: instanceOf(0), sentAt: '2026-01-01T00:00:00.000Z', sequence: 0 },
  ...change,
});

/** The instance id of a process; a smaller number gives a smaller id. */
export const instanceOf = (number: number): string =>
  `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
