import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fc } from '../../fixtures/property-testing.ts';
import { afterHeartbeat, afterTime, type NameClaim, newClaim } from './name-claim.ts';
import { instanceOf } from './testing/heartbeat-facts.ts';

const [small, large] = [instanceOf(1), instanceOf(2)];
const held = afterTime(newClaim, 10_000, true);

test('a newcomer listens first, and leaves to whoever it hears', () => {
  assert.equal(held.kind, 'held');
  assert.equal(afterTime(newClaim, 1_000, true).kind, 'listening');
  assert.equal(afterHeartbeat(newClaim, small, large).kind, 'taken');
  assert.equal(afterHeartbeat(newClaim, small, small).kind, 'listening');
});

test('time in which nobody could be heard does not count, and what was heard before a break neither', () => {
  const half = afterTime(newClaim, 1_000, true);
  assert.deepEqual(afterTime(half, 10_000, false), newClaim);
  assert.equal(afterTime(afterTime(half, 10, false), 1_000, true).kind, 'listening');
});

test('if both speak, the smaller instance id stays and the larger leaves', () => {
  assert.deepEqual(afterHeartbeat(held, small, large), held);
  assert.deepEqual(afterHeartbeat(held, large, small), { kind: 'taken', by: small });
});

test('however two processes take turns, never both leave once both speak, and at last one speaks', () => {
  const turn = fc.record({ who: fc.nat({ max: 1 }), ms: fc.integer({ min: 0, max: 800 }) });
  fc.assert(
    fc.property(fc.array(turn, { maxLength: 40 }), (turns) => {
      const ids = [small, large];
      const claims: NameClaim[] = [newClaim, newClaim];
      // A turn: some time passes for one, and what it says is heard by both. In the end each has many turns.
      const all = [...turns, ...Array.from({ length: 12 }, (_, index) => ({ who: index % 2, ms: 600 }))];
      for (const { who, ms } of all) {
        claims[who] = afterTime(claims[who] ?? newClaim, ms, true);
        if (claims[who]?.kind !== 'held') continue;
        for (const each of [0, 1])
          claims[each] = afterHeartbeat(claims[each] ?? newClaim, ids[each] ?? '', ids[who] ?? '');
      }
      assert.deepEqual(claims.map(({ kind }) => kind).sort(), ['held', 'taken']);
    }),
  );
});
