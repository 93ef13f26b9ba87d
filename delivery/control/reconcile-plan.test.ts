import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fc } from '../../fixtures/property-testing.ts';
import type { KeptPlan } from './control-plane.ts';
import { type FoundPlan, reconcile } from './reconcile-plan.ts';
import { planOfEpoch } from './testing/plan-of-epoch.ts';

const kept = (epoch: number, revision: number): KeptPlan => ({ plan: planOfEpoch(epoch), revision });
const found = (epoch: number, revision: number): FoundPlan => ({ kind: 'plan', kept: kept(epoch, revision) });
const nothing: FoundPlan = { kind: 'none', revision: 7 };

test('what is newer is taken, what is the same is left', () => {
  assert.deepEqual(reconcile(undefined, found(1, 5), true), { kind: 'adopt', kept: kept(1, 5) });
  assert.deepEqual(reconcile(kept(1, 5), found(2, 6), true), { kind: 'adopt', kept: kept(2, 6) });
  assert.deepEqual(reconcile(kept(2, 6), found(2, 6), true), { kind: 'same' });
  assert.deepEqual(reconcile(undefined, nothing, true), { kind: 'same' });
});

test('what the store has lost, members bring back and others let go', () => {
  const held = kept(4, 500);
  assert.deepEqual(reconcile(held, nothing, true), { kind: 'restore', plan: held.plan, overRevision: 7 });
  assert.deepEqual(reconcile(held, found(3, 1), true), { kind: 'restore', plan: held.plan, overRevision: 1 });
  assert.deepEqual(reconcile(held, nothing, false), { kind: 'same' });
  assert.deepEqual(reconcile(held, found(3, 1), false), { kind: 'adopt', kept: kept(3, 1) });
});

test('a store that was written anew is believed, whatever it counts', () => {
  assert.deepEqual(reconcile(kept(4, 500), found(5, 1), true), { kind: 'adopt', kept: kept(5, 1) });
  assert.deepEqual(reconcile(kept(4, 500), found(4, 1), true), { kind: 'adopt', kept: kept(4, 1) });
});

type Store = { revision: number; epoch: number | undefined };

/** One read of a member: compare-and-set, as the store does it. */
function read(store: Store, held: KeptPlan | undefined): KeptPlan | undefined {
  const seen: FoundPlan =
    store.epoch === undefined
      ? { kind: 'none', revision: store.revision }
      : found(store.epoch, store.revision);
  const next = reconcile(held, seen, true);
  if (next.kind === 'adopt') return next.kept;
  if (next.kind === 'same' || next.overRevision !== store.revision) return held;
  store.revision += 1;
  store.epoch = next.plan.epoch;
  return { plan: next.plan, revision: store.revision };
}

test('however often the store is lost, the newest plan that a member holds comes to all of them', () => {
  const members = 3;
  const step = fc.oneof(
    fc.record({ kind: fc.constant('read' as const), who: fc.nat({ max: members - 1 }) }),
    fc.record({ kind: fc.constant('change' as const), who: fc.nat({ max: members - 1 }) }),
    fc.record({ kind: fc.constant('lose' as const), who: fc.constant(0) }),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 50 }), (steps) => {
      let store: Store = { revision: 0, epoch: undefined };
      const held: (KeptPlan | undefined)[] = Array.from({ length: members });
      for (const { kind, who } of steps) {
        if (kind === 'lose') store = { revision: 0, epoch: undefined };
        else held[who] = read(store, held[who]);
        const now = held[who];
        if (kind === 'change' && (now?.revision ?? 0) === store.revision) {
          store = { revision: store.revision + 1, epoch: (now?.plan.epoch ?? 0) + 1 };
          held[who] = kept(store.epoch ?? 0, store.revision);
        }
      }
      const newest = Math.max(...held.map((each) => each?.plan.epoch ?? 0), store.epoch ?? 0);
      for (let round = 0; round < 2 * members; round++)
        held[round % members] = read(store, held[round % members]);
      const epochs = held.map((each) => each?.plan.epoch ?? 0);
      assert.deepEqual(
        [...epochs, store.epoch ?? 0],
        Array.from({ length: members + 1 }, () => newest),
      );
    }),
  );
});
