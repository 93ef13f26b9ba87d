import assert from 'node:assert/strict';
import { test } from 'node:test';
import { jetstreamManager } from '@nats-io/jetstream';
import { Kvm } from '@nats-io/kv';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { planBucket } from '../../contract/network/subjects.ts';
import type { KeptPlan, PlanStore } from './control-plane.ts';
import { sealPlan } from './plan-values.ts';
import { type ControlPlace, controlPlace } from './testing/control-place.ts';
import { planOfEpoch } from './testing/plan-of-epoch.ts';
import { until } from './testing/until.ts';

const epochOf = (store: PlanStore): number | undefined => store.current()?.plan.epoch;
const { planKey } = planBucket;

async function openMember(place: ControlPlace, name: string, log: string[] = []): Promise<PlanStore> {
  return place.join(await place.network.admit(name, ['directory']), log).openPlanStore();
}

/** Writes as soon as the store is there. */
async function write(store: PlanStore, epoch: number): Promise<void> {
  for (;;) {
    try {
      if (await store.change(planOfEpoch(epoch), store.current()?.revision ?? 0)) return;
    } catch (error) {
      assert.equal((error as { code?: unknown }).code, 'NETWORK_UNREACHABLE');
      if (epochOf(store) === epoch) return;
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

test('one member changes the plan, all see it, and of two who change it at once one is first', async (t) => {
  const place = await controlPlace(t);
  const a = await openMember(place, 'a');
  const b = await openMember(place, 'b');
  const reader = await place.join(await place.network.admit('edge', ['edge'])).openPlanStore();
  const seen: KeptPlan[] = [];
  reader.onChange((kept) => seen.push(kept));
  await write(a, 1);
  await until('all have it', () => epochOf(a) === 1 && epochOf(b) === 1 && epochOf(reader) === 1);
  const revision = a.current()?.revision ?? 0;
  const outcomes = await Promise.all([
    a.change(planOfEpoch(2, 'by a'), revision),
    b.change(planOfEpoch(2, 'by b'), revision),
  ]);
  assert.deepEqual([...outcomes].sort(), [false, true]);
  const reason = outcomes[0] ? 'by a' : 'by b';
  for (const store of [a, b, reader])
    await until('all have the same', () => store.current()?.plan.reason === reason);
  assert.equal(await b.change(planOfEpoch(9), 0), false);
  assert.ok(seen.every(({ plan }, index) => index === 0 || plan.epoch >= (seen[index - 1]?.plan.epoch ?? 0)));
  await until('beacons are heard', () => (reader.ageMs() ?? Number.POSITIVE_INFINITY) < 2_000);
});

test('the plan stays at hand while NATS is dead, and goes on when it is back', async (t) => {
  const place = await controlPlace(t);
  const a = await openMember(place, 'a');
  const b = await openMember(place, 'b');
  await write(a, 1);
  await until('b has it', () => epochOf(b) === 1);
  await until('beacons are heard', () => b.ageMs() !== undefined);
  await place.server.kill();
  await until('silence is seen', () => (b.ageMs() ?? 0) > 3_000);
  assert.deepEqual([epochOf(a), epochOf(b)], [1, 1]);
  await assert.rejects(a.change(planOfEpoch(2), a.current()?.revision ?? 0), { code: 'NETWORK_UNREACHABLE' });
  await place.server.start();
  await write(a, 2);
  await until('b has the next', () => epochOf(b) === 2);
  await until('beacons are heard again', () => (b.ageMs() ?? Number.POSITIVE_INFINITY) < 2_000);
});

test('a store that was lost is written again by who holds the plan, the newest of them', async (t) => {
  const place = await controlPlace(t);
  const log: string[] = [];
  const a = await openMember(place, 'a', log);
  const b = await openMember(place, 'b', log);
  const reader = await place.join(await place.network.admit('edge', ['edge'])).openPlanStore();
  for (const epoch of [1, 2, 3, 4]) await write(a, epoch);
  await until('all have it', () => epochOf(b) === 4 && epochOf(reader) === 4);
  await place.server.kill();
  await place.server.start({ isStoreLost: true });
  await until('it is said', () => log.some((line) => line.includes('had lost epoch 4')));
  const later = await openMember(place, 'later');
  await until('who comes later finds it', () => epochOf(later) === 4);
  await write(b, 5);
  for (const store of [a, later, reader]) await until('the next is seen', () => epochOf(store) === 5);
});

test('what no directory member signed is not believed, and is written over', async (t) => {
  const place = await controlPlace(t);
  const log: string[] = [];
  const edge = await place.network.admit('edge', ['edge']);
  const a = await openMember(place, 'a', log);
  await write(a, 1);
  const raw = await connect({ servers: place.server.url, tls: edge.tls });
  t.after(() => raw.close());
  const bucket = await new Kvm(raw).open(planBucket.name);
  const values = [
    sealPlan(edge, planOfEpoch(7)),
    'garbage',
    sealPlan(edge, planOfEpoch(8)).replace('8', '9'),
  ];
  for (const value of values) {
    const forged = await bucket.put(planKey, value);
    await until('it is written over', () => (a.current()?.revision ?? 0) > forged);
  }
  const before = a.current()?.revision ?? 0;
  await bucket.delete(planKey);
  await until('it is there again', () => (a.current()?.revision ?? 0) > before + 1);
  await write(a, 2);
  assert.equal(epochOf(a), 2);
  assert.ok(log.some((line) => line.includes('by edge')));
});

test('a member that finds nothing but a forgery begins anew over it', async (t) => {
  const place = await controlPlace(t);
  const edge = await place.network.admit('edge', ['edge']);
  const raw = await connect({ servers: place.server.url, tls: edge.tls });
  t.after(() => raw.close());
  await (await new Kvm(raw).create(planBucket.name)).put(planKey, sealPlan(edge, planOfEpoch(7)));
  const a = await openMember(place, 'a');
  assert.equal(a.current(), undefined);
  await write(a, 1);
});

test('a watcher that is told nothing any more reads for itself', async (t) => {
  const place = await controlPlace(t);
  const a = await openMember(place, 'a');
  await write(a, 1);
  const reader = await place.join(await place.network.admit('edge', ['edge'])).openPlanStore();
  await until('it has the plan', () => epochOf(reader) === 1 && reader.ageMs() !== undefined);
  const raw = await connect({
    servers: place.server.url,
    tls: (await place.network.admit('x', ['edge'])).tls,
  });
  t.after(() => raw.close());
  await makeSilent(raw);
  await until('it hears nothing', () => (reader.ageMs() ?? 0) > 3_000);
  await write(a, 2);
  await until('it has read the next', () => epochOf(reader) === 2);
});

/** Puts a bucket in the place of the one there is, of which the server tells nobody anything. */
async function makeSilent(raw: NatsConnection): Promise<void> {
  const { streams } = await jetstreamManager(raw);
  const stream = `KV_${planBucket.name}`;
  do {
    await streams.delete(stream);
    await new Kvm(raw).create(planBucket.name);
    // A member may have been quicker to make its own.
  } while ((await streams.info(stream)).config.republish !== undefined);
}

test('three servers: the plan outlives the death of the one that leads it', async (t) => {
  const place = await controlPlace(t, 3);
  const a = await openMember(place, 'a');
  const b = await openMember(place, 'b');
  await write(a, 1);
  await until('b has it', () => epochOf(b) === 1);
  const raw = await connect({
    servers: place.servers.map(({ url }) => url),
    tls: (await place.network.admit('x', ['edge'])).tls,
    maxReconnectAttempts: -1,
  });
  t.after(() => raw.close());
  const info = await (await jetstreamManager(raw)).streams.info(`KV_${planBucket.name}`);
  assert.equal(info.config.num_replicas, 3);
  const leader = Number(info.cluster?.leader?.at(-1));
  await place.servers[leader]?.kill();
  assert.equal(epochOf(b), 1);
  await write(b, 2);
  await until('the other has it', () => epochOf(a) === 2);
  await place.servers[leader]?.start();
});
