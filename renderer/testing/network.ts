import type { Explanation } from '../../contract/network/explanation.ts';
import type { Heartbeat } from '../../contract/network/heartbeat.ts';
import type { NetworkSnapshot } from '../../contract/network/network-snapshot.ts';

const heartbeat = (name: string, change: Partial<Heartbeat>): Heartbeat => ({
  name,
  instance: '3f9ac1c2-7c1e-4e5b-9a53-0d0f6f6f9b11',
  roles: ['edge'],
  sentAt: '2026-11-21T10:00:00.000Z',
  sequence: 61,
  version: '0.1.0',
  state: 'active',
  nodeUrl: `https://${name}.example:7443`,
  epoch: 12,
  load: {
    cpu: 0.21,
    memoryBytes: 180_000_000,
    egressBitsPerSecond: 2_100_000_000,
    capacityBitsPerSecond: 10_000_000_000,
    viewers: 0,
    maxViewers: 10_000,
  },
  broadcasts: [],
  wrongBytesFrom: {},
  ...change,
});

type Node = NetworkSnapshot['nodes'][number];
const node = (name: string, change: Partial<Heartbeat>, health: Node['health'] = 'alive'): Node => ({
  heartbeat: heartbeat(name, change),
  heardAgeMs: health === 'alive' ? 320 : 9_400,
  health,
  clockOffsetMs: 12,
});

const sunday = (viewers: number) => ({
  name: 'sunday',
  viewers,
  egressBitsPerSecond: viewers * 6_000_000,
  pullsFrom: 'intermediate-2',
});

/** A small network with two broadcasts, a node that is draining and one that has died. */
export const network: NetworkSnapshot = {
  kind: 'snapshot',
  member: 'directory-1',
  at: '2026-11-21T10:00:00.000Z',
  planAgeMs: 410,
  plan: {
    epoch: 12,
    reason: 'intermediate-10 joined',
    changedAt: '2026-11-21T09:58:00.000Z',
    changedBy: 'directory-1',
    algorithm: { name: 'weighted-rendezvous-bounded', version: 1 },
    intermediates: ['intermediate-10', 'intermediate-2'].map((name) => ({
      name,
      nodeUrl: `https://${name}.example:7443`,
      weight: 10_000,
      state: 'active' as const,
    })),
    broadcasts: {
      evensong: {
        main: { name: 'main', nodeUrl: 'https://main.example:7443' },
        servers: ['intermediate-10', 'intermediate-2'],
        since: 11,
      },
      sunday: {
        main: { name: 'main', nodeUrl: 'https://main.example:7443' },
        servers: ['intermediate-2', 'intermediate-10'],
        since: 9,
      },
    },
  },
  nodes: [
    node('directory-1', { roles: ['directory'] }),
    node('main', { roles: ['main'] }),
    node('intermediate-10', { roles: ['intermediate'], state: 'draining' }),
    node('intermediate-2', { roles: ['intermediate'] }),
    node('edge-2', { broadcasts: [sunday(90)] }, 'dead'),
    node('edge-1', { broadcasts: [sunday(340)], viewerUrl: 'https://edge-1.example' }),
  ],
};

/** Why `sunday` is carried as it is. */
export const explanation: Explanation = {
  kind: 'explanation',
  member: 'directory-1',
  answer: {
    kind: 'assigned',
    broadcast: 'sunday',
    epoch: 12,
    algorithm: { name: 'weighted-rendezvous-bounded', version: 1 },
    main: { name: 'main', nodeUrl: 'https://main.example:7443' },
    servers: [
      { name: 'intermediate-2', nodeUrl: 'https://intermediate-2.example:7443' },
      { name: 'intermediate-10', nodeUrl: 'https://intermediate-10.example:7443' },
    ],
    ttlSeconds: 10,
  },
  algorithm: { name: 'weighted-rendezvous-bounded', version: 1 },
  planChangedAt: '2026-11-21T09:58:00.000Z',
  planReason: 'intermediate-10 joined',
  planAgeMs: 410,
  candidates: [
    {
      name: 'intermediate-2',
      state: 'active',
      weight: 10_000,
      carries: 1,
      bound: 2,
      score: 51_230.5,
      outcome: 'primary',
      heardAgeMs: 320,
    },
    {
      name: 'intermediate-10',
      state: 'draining',
      weight: 10_000,
      carries: 1,
      bound: 2,
      score: 12_044.1,
      outcome: 'standby',
      heardAgeMs: 640,
    },
  ],
  edges: [{ name: 'edge-1', pullsFrom: 'intermediate-2', viewers: 340 }],
};
