import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Heartbeat } from '../../contract/network/heartbeat.ts';
import type { HeardNode } from '../control/control-plane.ts';
import { takesViewers } from './choose-edge.ts';
import { createEdgeGrants } from './edge-grants.ts';
import { knownEdges, type OwnEdge } from './known-edges.ts';

const load = {
  cpu: 0,
  memoryBytes: 0,
  egressBitsPerSecond: 0,
  capacityBitsPerSecond: 1e9,
  viewers: 0,
  maxViewers: 100,
};
const own: OwnEdge = {
  name: 'own',
  instance: '00000000-0000-4000-8000-000000000001',
  sequence: 1,
  state: 'active',
  load,
  viewerUrl: '',
};

function heard(name: string, heardAtMs: number): HeardNode {
  const heartbeat: Heartbeat = {
    ...own,
    name,
    roles: ['edge'],
    sentAt: '2026-01-01T00:00:00.000Z',
    version: '1',
    nodeUrl: `https://${name}:7443`,
    viewerUrl: `http://${name}:8080`,
    epoch: 1,
    broadcasts: [],
    wrongBytesFrom: {},
  };
  return { heartbeat, heardAtMs, clockOffsetMs: 0 };
}

test('an edge that was not heard for minutes takes viewers for as long as the table does not take it for dead', () => {
  const nodes = {
    all: () => [heard('frozen', 1_000), heard('dead', 1_000)],
    isAlive: (name: string) => name === 'frozen',
  };
  const edges = knownEdges({ own, nodes, grants: createEdgeGrants(), nowMs: 300_000 });
  assert.deepEqual(
    edges.map(({ name }) => name),
    ['own', 'frozen'],
  );
  assert.ok(edges.every(takesViewers));
});

test('what was sent to an edge since its last report is debited, also while no other comes', () => {
  const grants = createEdgeGrants();
  const nodes = { all: () => [heard('other', 0)], isAlive: () => true };
  const see = () => knownEdges({ own, nodes, grants, nowMs: 60_000 }).find(({ name }) => name === 'other');
  const first = see();
  assert.ok(first !== undefined);
  grants.add('other', first.report);
  assert.equal(see()?.granted, 1);
});
