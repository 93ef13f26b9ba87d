import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Heartbeat } from '../../contract/network/heartbeat.ts';
import type { Plan } from '../../contract/network/plan.ts';
import { listEvents } from './list-events.ts';

const heartbeat = (changes: Partial<Heartbeat> = {}): Heartbeat => ({
  ...{ name: 'mid-1', instance: '00000000-0000-4000-8000-000000000000', roles: ['intermediate'] },
  ...{ sentAt: '2026-11-21T12:00:00.000Z', sequence: 1, version: '0', state: 'active' },
  ...{ nodeUrl: 'https://mid-1:1', epoch: 0, broadcasts: [], wrongBytesFrom: {} },
  load: {
    ...{ cpu: 0, memoryBytes: 0, egressBitsPerSecond: 0, capacityBitsPerSecond: 2e9 },
    ...{ viewers: 0, maxViewers: 1 },
  },
  ...changes,
});

const planWith = (state: 'active' | 'draining'): Plan => ({
  ...{ epoch: 1, reason: '', changedAt: '2026-11-21T12:00:00.000Z', changedBy: 'dir-1' },
  algorithm: { name: 'least-loaded', version: 1 },
  intermediates: [{ name: 'mid-1', nodeUrl: 'https://mid-1:1', weight: 2_000, state }],
  broadcasts: {},
});
const drain = (draining: boolean) => ({ kind: 'drain', name: 'mid-1', draining });
const seen = (state: Heartbeat['state']) => new Map([['mid-1', state]]);

test('an intermediate that is not listed joins with its capacity as weight; others don’t, nor does one that drains', () => {
  const server = { name: 'mid-1', nodeUrl: 'https://mid-1:1', weight: 2_000 };
  assert.deepEqual(listEvents(undefined, [heartbeat()], new Map()), [{ kind: 'join', server }]);
  assert.deepEqual(listEvents(undefined, [heartbeat({ roles: ['edge', 'directory'] })], new Map()), []);
  assert.deepEqual(listEvents(undefined, [heartbeat({ state: 'draining' })], new Map()), []);
  assert.deepEqual(listEvents(planWith('active'), [heartbeat()], seen('active')), []);
});

test('a node that begins to drain, or ends it, is followed', () => {
  const draining = heartbeat({ state: 'draining' });
  assert.deepEqual(listEvents(planWith('active'), [draining], seen('active')), [drain(true)]);
  assert.deepEqual(listEvents(planWith('active'), [draining], new Map()), [drain(true)]);
  assert.deepEqual(listEvents(planWith('draining'), [heartbeat()], seen('draining')), [drain(false)]);
});

test('an operator’s word on draining stands as long as the node says nothing new', () => {
  assert.deepEqual(listEvents(planWith('draining'), [heartbeat()], seen('active')), []);
  assert.deepEqual(listEvents(planWith('draining'), [heartbeat()], new Map()), []);
  assert.deepEqual(listEvents(planWith('active'), [heartbeat({ state: 'draining' })], seen('draining')), []);
});

test('another address of a listed one is taken over', () => {
  const [event] = listEvents(planWith('active'), [heartbeat({ nodeUrl: 'https://mid-1:2' })], seen('active'));
  assert.ok(event?.kind === 'join' && event.server.nodeUrl === 'https://mid-1:2');
});
