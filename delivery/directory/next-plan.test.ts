import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mostRevoked, type Plan, plan as planSchema } from '../../contract/network/plan.ts';
import { fc } from '../../fixtures/property-testing.ts';
import { algorithms } from '../enumeration/registry.ts';
import { nextPlan } from './next-plan.ts';
import type { PlanEvent, PlanStep } from './plan-event.ts';

const occasion = { now: '2026-11-21T12:00:00.000Z', by: 'dir-1' };
/** Seconds from the beginning of 2026 to then. */
const firstEpoch = 28_036_800;
const intermediates = ['mid-1', 'mid-2', 'mid-3', 'mid-4', 'mid-5'];
const mains = ['main-1', 'main-2'];
const urlOf = (name: string) => `https://${name}:7400`;

const join = (name: string, weight = 1_000): PlanEvent => ({
  kind: 'join',
  server: { name, nodeUrl: urlOf(name), weight },
});
const leave = (...names: string[]): PlanEvent => ({ kind: 'leave', names, why: 'died' });
const drain = (name: string, draining = true): PlanEvent => ({ kind: 'drain', name, draining });
const register = (broadcast: string, main = 'main-1'): PlanEvent => ({
  kind: 'register',
  broadcast,
  main: { name: main, nodeUrl: urlOf(main) },
});
const forget = (broadcast: string, main = 'main-1'): PlanEvent => ({ kind: 'forget', broadcast, main });

const revoke = (...names: string[]): PlanEvent => ({ kind: 'revoke', names });

const anyEvent: fc.Arbitrary<PlanEvent> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc
      .tuple(fc.constantFrom(...intermediates), fc.integer({ min: 1, max: 9 }))
      .map(([name, weight]) => join(name, weight)),
  },
  fc.constantFrom(...intermediates).map((name) => leave(name)),
  fc.tuple(fc.constantFrom(...intermediates), fc.boolean()).map(([name, draining]) => drain(name, draining)),
  {
    weight: 5,
    arbitrary: fc.tuple(fc.nat(12), fc.constantFrom(...mains)).map(([at, main]) => register(`b-${at}`, main)),
  },
  fc.tuple(fc.nat(12), fc.constantFrom(...mains)).map(([at, main]) => forget(`b-${at}`, main)),
  fc.constantFrom(...algorithms).map(({ id }): PlanEvent => ({ kind: 'choose-algorithm', algorithm: id })),
  fc.constant<PlanEvent>({ kind: 'choose-algorithm', algorithm: { name: 'of-tomorrow', version: 9 } }),
  fc.constant<PlanEvent>({ kind: 'roll-back' }),
  fc.constantFrom('mid-5', 'main-2').map(revoke),
);

test('whatever happens, a plan is whole and its moves are exactly what changed', () => {
  fc.assert(
    fc.property(fc.array(anyEvent, { maxLength: 60 }), (events) => {
      let plan: Plan | undefined;
      for (const event of events) {
        const step = nextPlan(plan, event, occasion);
        if (step.kind !== 'changed') continue;
        isWhole(step.plan);
        assert.equal(step.plan.epoch, plan === undefined ? firstEpoch : plan.epoch + 1);
        assert.deepEqual(
          new Map(step.moves.map((move) => [move.broadcast, move])),
          differences(plan, step.plan),
        );
        onlyTheTouched(plan, step.plan, event);
        plan = step.plan;
      }
    }),
  );
});

function isWhole(plan: Plan): void {
  planSchema.parse(plan);
  const active = plan.intermediates.filter(({ state }) => state === 'active').map(({ name }) => name);
  for (const [broadcast, { servers, since }] of Object.entries(plan.broadcasts)) {
    assert.equal(new Set(servers).size, servers.length, `${broadcast} names a server twice`);
    assert.ok(
      servers.every((name) => active.includes(name)),
      `${broadcast} names ${servers}, active are ${active}`,
    );
    assert.equal(servers.length, Math.min(2, active.length), `${broadcast} has ${servers} of ${active}`);
    assert.ok(since <= plan.epoch);
  }
}

/** Broadcasts keep their servers unless one of those left or drained, they lacked one, or all are placed anew. */
function onlyTheTouched(before: Plan | undefined, after: Plan, event: PlanEvent): void {
  if (event.kind === 'choose-algorithm' || event.kind === 'roll-back') return;
  for (const [broadcast, { servers }] of Object.entries(before?.broadcasts ?? {})) {
    const now = after.broadcasts[broadcast]?.servers;
    if (now === undefined) continue;
    const active = after.intermediates.filter(({ state }) => state === 'active').map(({ name }) => name);
    const left = servers.filter((name) => active.includes(name));
    assert.ok(
      left.every((name) => now.includes(name)),
      `${broadcast} lost one of ${left}: ${now}`,
    );
    if (left.length === servers.length) assert.deepEqual(now.slice(0, left.length), left);
  }
}

function differences(before: Plan | undefined, after: Plan): Map<string, unknown> {
  const names = new Set([...Object.keys(before?.broadcasts ?? {}), ...Object.keys(after.broadcasts)]);
  const found = new Map<string, unknown>();
  for (const broadcast of names) {
    const from = before?.broadcasts[broadcast]?.servers ?? [];
    const to = after.broadcasts[broadcast]?.servers ?? [];
    if (from.join() !== to.join() || (from.length > 0 && after.broadcasts[broadcast] === undefined))
      found.set(broadcast, { broadcast, from, to });
  }
  return found;
}

function planAfter(...events: PlanEvent[]): Plan {
  let plan: Plan | undefined;
  for (const event of events) plan = changed(nextPlan(plan, event, occasion)).plan;
  assert.ok(plan);
  return plan;
}

function changed(step: PlanStep): PlanStep & { kind: 'changed' } {
  assert.equal(step.kind, 'changed', JSON.stringify(step));
  return step as PlanStep & { kind: 'changed' };
}

const broadcasts = Array.from({ length: 200 }, (_, at) => `b-${at}`);

test('a standby becomes primary when its primary dies, and only broadcasts of the dead one move', () => {
  const before = planAfter(
    ...intermediates.map((name) => join(name)),
    ...broadcasts.map((name) => register(name)),
  );
  const { plan, moves } = changed(nextPlan(before, leave('mid-3'), occasion));
  const touched = broadcasts.filter((name) => before.broadcasts[name]?.servers.includes('mid-3'));
  assert.deepEqual(moves.map(({ broadcast }) => broadcast).sort(), touched.sort());
  const promoted = moves.filter(({ from, to }) => from[0] === 'mid-3' && to[0] === from[1]);
  const lost = moves.filter(({ from }) => from[0] === 'mid-3');
  // The few whose standby is full by then have a new primary and keep their warm standby.
  assert.ok(promoted.length > 0.8 * lost.length, `${promoted.length} of ${lost.length}`);
  for (const { from, to } of lost) assert.ok(to.includes(from[1] ?? ''));
  assert.ok(Object.values(plan.broadcasts).every(({ servers }) => !servers.includes('mid-3')));
});

test('losing one of twenty moves at most 1.2 fair shares of the places, whichever it is', () => {
  const names = Array.from({ length: 20 }, (_, at) => `mid-${at}`);
  const many = Array.from({ length: 1_000 }, (_, at) => register(`b-${at}`));
  const before = planAfter(...names.map((name) => join(name)), ...many);
  for (const name of names) {
    const { moves } = changed(nextPlan(before, leave(name), occasion));
    assert.ok(moves.length <= 1.2 * 2 * (1_000 / 20), `${name} moved ${moves.length}`);
    assert.ok(moves.filter(({ from }) => from[0] === name).length <= 1.2 * (1_000 / 20));
  }
});

test('a server that joins takes nothing away, and carries what begins from then on', () => {
  const before = planAfter(join('mid-1'), join('mid-2'), ...broadcasts.map((name) => register(name)));
  const { plan, moves } = changed(nextPlan(before, join('mid-3'), occasion));
  assert.deepEqual(moves, []);
  const later = Array.from({ length: 30 }, (_, at) => `later-${at}`);
  let next = plan;
  for (const name of later) next = changed(nextPlan(next, register(name), occasion)).plan;
  assert.ok(later.some((name) => next.broadcasts[name]?.servers[0] === 'mid-3'));
});

test('a broadcast that began without intermediates gets them as they come', () => {
  assert.deepEqual(planAfter(register('b')).broadcasts['b']?.servers, []);
  assert.deepEqual(planAfter(register('b'), join('mid-1')).broadcasts['b']?.servers, ['mid-1']);
  assert.deepEqual(planAfter(register('b'), join('mid-1'), join('mid-2')).broadcasts['b']?.servers, [
    'mid-1',
    'mid-2',
  ]);
});

test('a drained server gives all away, and gets nothing until it drains no more', () => {
  const before = planAfter(
    ...intermediates.map((name) => join(name)),
    ...broadcasts.map((name) => register(name)),
  );
  const { plan } = changed(nextPlan(before, drain('mid-2'), occasion));
  assert.equal(plan.intermediates.find(({ name }) => name === 'mid-2')?.state, 'draining');
  assert.ok(Object.values(plan.broadcasts).every(({ servers }) => !servers.includes('mid-2')));
  const back = changed(nextPlan(plan, drain('mid-2', false), occasion));
  assert.deepEqual(back.moves, []);
});

test('an algorithm moves what it places otherwise, and a roll-back brings the first one’s places again', () => {
  const before = planAfter(
    ...intermediates.map((name) => join(name)),
    ...broadcasts.map((name) => register(name)),
  );
  const unbounded = changed(
    nextPlan(
      before,
      { kind: 'choose-algorithm', algorithm: { name: 'weighted-rendezvous', version: 1 } },
      occasion,
    ),
  ).plan;
  const even = changed(
    nextPlan(
      unbounded,
      { kind: 'choose-algorithm', algorithm: { name: 'least-loaded', version: 1 } },
      occasion,
    ),
  );
  assert.ok(even.moves.length > 0);
  const back = changed(nextPlan(even.plan, { kind: 'roll-back' }, occasion)).plan;
  assert.equal(back.algorithm.name, 'weighted-rendezvous');
  for (const name of broadcasts)
    assert.deepEqual(back.broadcasts[name]?.servers, unbounded.broadcasts[name]?.servers);
});

test('what is so already changes nothing, and what may not be is refused with its code', () => {
  const plan = planAfter(join('mid-1'), register('b'));
  const same: PlanEvent[] = [
    join('mid-1', 7),
    register('b'),
    forget('unknown'),
    leave('mid-9'),
    drain('mid-1', false),
    { kind: 'choose-algorithm', algorithm: plan.algorithm },
  ];
  for (const event of same) assert.deepEqual(nextPlan(plan, event, occasion), { kind: 'same' });
  const refusals: [PlanEvent, string][] = [
    [register('b', 'main-2'), 'TAKEN'],
    [forget('b', 'main-2'), 'FORBIDDEN'],
    [drain('mid-9'), 'UNKNOWN_NODE'],
    [{ kind: 'choose-algorithm', algorithm: { name: 'of-tomorrow', version: 1 } }, 'UNKNOWN_ALGORITHM'],
    [{ kind: 'roll-back' }, 'INVALID'],
  ];
  for (const [event, code] of refusals) {
    const step = nextPlan(plan, event, occasion);
    assert.equal(step.kind === 'refused' ? step.code : step.kind, code);
  }
});

test('who is revoked carries nothing, brings nothing, and does not come back', () => {
  const plan = planAfter(join('mid-1'), join('mid-2'), join('mid-3'), register('a'), register('b', 'main-2'));
  const gone = plan.broadcasts['a']?.servers[0] ?? '';
  const step = changed(nextPlan(plan, revoke(gone, 'main-2', 'edge-1'), occasion));
  const after = step.plan;
  assert.deepEqual(after.revoked, [gone, 'main-2', 'edge-1']);
  assert.ok(!after.intermediates.some(({ name }) => name === gone));
  assert.deepEqual(Object.keys(after.broadcasts), ['a']);
  assert.ok(!after.broadcasts['a']?.servers.includes(gone));
  assert.equal(after.broadcasts['a']?.servers[0], plan.broadcasts['a']?.servers[1]);
  assert.deepEqual(new Map(step.moves.map(({ broadcast, to }) => [broadcast, to])).get('b'), []);
  for (const event of [join(gone), revoke('edge-1')])
    assert.deepEqual(nextPlan(after, event, occasion), { kind: 'same' });
  const again = nextPlan(after, register('b', 'main-2'), occasion);
  assert.equal(again.kind === 'refused' && again.code, 'FORBIDDEN');
  const later = changed(nextPlan(after, register('c'), occasion)).plan;
  assert.deepEqual(later.revoked, after.revoked);
  const many = revoke(...Array.from({ length: mostRevoked }, (_, at) => `edge-${at}`));
  const full = nextPlan(after, many, occasion);
  assert.equal(full.kind === 'refused' && full.code, 'INVALID');
});

test('names that objects have by themselves are names like others', () => {
  const plan = planAfter(join('mid-1'), register('constructor'), register('toString'));
  assert.deepEqual(plan.broadcasts['constructor']?.servers, ['mid-1']);
  assert.deepEqual(nextPlan(plan, forget('valueOf'), occasion), { kind: 'same' });
});

test('a server or a main server that comes back under another address is known by it, and nothing moves', () => {
  const before = planAfter(join('mid-1'), register('b'));
  const moved = { name: 'mid-1', nodeUrl: 'https://elsewhere:1', weight: 5 };
  const { plan, moves } = changed(nextPlan(before, { kind: 'join', server: moved }, occasion));
  assert.deepEqual(
    [plan.intermediates[0]?.nodeUrl, plan.intermediates[0]?.weight],
    ['https://elsewhere:1', 1_000],
  );
  const main = { name: 'main-1', nodeUrl: 'https://elsewhere:2' };
  const later = changed(nextPlan(plan, { kind: 'register', broadcast: 'b', main }, occasion));
  assert.deepEqual(later.plan.broadcasts['b']?.main, main);
  assert.deepEqual([moves, later.moves], [[], []]);
});

test('a plan that would not fit into one message is refused', () => {
  let plan = planAfter(join('mid-1'), join('mid-2'));
  const filler = Object.fromEntries(
    Array.from({ length: 6_000 }, (_, at) => [
      `${'long-name-'.repeat(8)}${at}`,
      { main: { name: 'main-1', nodeUrl: urlOf('main-1') }, servers: ['mid-1', 'mid-2'], since: 1 },
    ]),
  );
  plan = { ...plan, broadcasts: filler };
  const step = nextPlan(plan, register('one-more'), occasion);
  assert.equal(step.kind === 'refused' && step.code, 'INVALID');
});
