import assert from 'node:assert/strict';
import { test } from 'node:test';
import { networkSnapshot } from '../../contract/network/network-snapshot.ts';
import { network } from '../testing/network.ts';
import { broadcastsOf, nodesOf } from './network-view.ts';

test('each tier has its nodes in order, with what they carry', () => {
  assert.equal(networkSnapshot.safeParse(network).success, true);
  assert.deepEqual(
    nodesOf(network, 'intermediate').map(({ name, primaries, standbys }) => [name, primaries, standbys]),
    [
      ['intermediate-2', 1, 1],
      ['intermediate-10', 1, 1],
    ],
  );
  assert.deepEqual(
    nodesOf(network, 'edge').map(({ name }) => name),
    ['edge-1', 'edge-2'],
  );
});

test('a broadcast has the edges that pull it; what a dead one said does not count', () => {
  assert.deepEqual(broadcastsOf(network), [
    {
      name: 'sunday',
      main: 'main',
      servers: ['intermediate-2', 'intermediate-10'],
      viewers: 340,
      pulls: [{ edge: 'edge-1', from: 'intermediate-2', viewers: 340 }],
    },
    {
      name: 'evensong',
      main: 'main',
      servers: ['intermediate-10', 'intermediate-2'],
      viewers: 0,
      pulls: [],
    },
  ]);
});
