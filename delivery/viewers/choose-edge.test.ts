import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fc } from '../../fixtures/property-testing.ts';
import { chooseEdge, type EdgeCandidate, roomOf, takesViewers } from './choose-edge.ts';

const load = fc.record({
  cpu: fc.double({ min: 0, max: 1, noNaN: true }),
  memoryBytes: fc.nat(),
  egressBitsPerSecond: fc.nat({ max: 2_000_000_000 }),
  capacityBitsPerSecond: fc.integer({ min: 1, max: 2_000_000_000 }),
  viewers: fc.nat({ max: 300 }),
  maxViewers: fc.integer({ min: 1, max: 300 }),
});
const candidate: fc.Arbitrary<EdgeCandidate> = fc.record({
  name: fc.string({ minLength: 1, maxLength: 3 }),
  state: fc.constantFrom('active', 'active', 'draining'),
  load,
  reportAgeMs: fc.integer({ min: 0, max: 5_000 }),
  granted: fc.nat({ max: 20 }),
});
const candidates = fc.array(candidate, { maxLength: 12 });
const share = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

/** An edge with room for so many viewers and plenty of bandwidth. */
function edge(name: string, room: number, more: Partial<EdgeCandidate> = {}): EdgeCandidate {
  const roomy = { cpu: 0, memoryBytes: 0, egressBitsPerSecond: 0, capacityBitsPerSecond: 1e12 };
  return {
    name,
    state: 'active',
    load: { ...roomy, viewers: 0, maxViewers: room },
    reportAgeMs: 0,
    granted: 0,
    ...more,
  };
}

test('only an edge that is active, heard lately and has room is chosen', () => {
  fc.assert(
    fc.property(candidates, share, (all, at) => {
      const choice = chooseEdge(all, () => at);
      const open = all.filter(takesViewers);
      const roomy = open.filter((each) => roomOf(each) > 0);
      if (choice.kind === 'chosen') assert.ok(roomy.includes(choice.edge));
      if (choice.kind === 'full') assert.ok(open.length > 0 && roomy.length === 0);
      if (choice.kind === 'none') assert.equal(open.length, 0);
    }),
  );
});

test('the same random number and candidates give the same edge', () => {
  fc.assert(
    fc.property(candidates, share, (all, at) => {
      assert.deepEqual(
        chooseEdge(all, () => at),
        chooseEdge([...all], () => at),
      );
    }),
  );
});

test('without any new report nobody is sent more viewers than it has room for, and every place is filled', () => {
  fc.assert(
    fc.property(
      fc.array(fc.nat({ max: 30 }), { minLength: 1, maxLength: 6 }),
      fc.array(share, { minLength: 20, maxLength: 20 }),
      (rooms, randoms) => {
        const granted = rooms.map(() => 0);
        const placed = () => granted.reduce((sum, count) => sum + count, 0);
        const ask = () =>
          chooseEdge(
            rooms.map((room, at) => edge(String(at), room, { granted: granted[at] ?? 0 })),
            () => randoms[placed() % randoms.length] ?? 0,
          );
        for (let choice = ask(); choice.kind === 'chosen'; choice = ask()) {
          const at = Number(choice.edge.name);
          granted[at] = (granted[at] ?? 0) + 1;
        }
        assert.deepEqual(granted, rooms);
        assert.equal(ask().kind, 'full');
      },
    ),
  );
});

test('viewers are spread in proportion to the room', () => {
  const edges = [edge('a', 100), edge('b', 300), edge('c', 600)];
  const counts = new Map<string, number>();
  for (let draw = 0; draw < 1_000; draw++) {
    const choice = chooseEdge(edges, () => (draw + 0.5) / 1_000);
    assert.equal(choice.kind, 'chosen');
    if (choice.kind === 'chosen') counts.set(choice.edge.name, (counts.get(choice.edge.name) ?? 0) + 1);
  }
  assert.deepEqual(
    [...counts],
    [
      ['a', 100],
      ['b', 300],
      ['c', 600],
    ],
  );
});

test('draining, dead and full edges get nobody, however the dice fall', () => {
  const edges = [
    edge('draining', 1_000, { state: 'draining' }),
    edge('dead', 1_000, { reportAgeMs: 2_501 }),
    edge('full', 10, { granted: 10 }),
    edge('open', 1),
  ];
  for (const at of [0, 0.5, 0.999_999]) {
    const choice = chooseEdge(edges, () => at);
    assert.equal(choice.kind === 'chosen' && choice.edge.name, 'open');
  }
  assert.equal(chooseEdge(edges.slice(0, 3), () => 0).kind, 'full');
  assert.equal(chooseEdge(edges.slice(0, 2), () => 0).kind, 'none');
});

test('what an edge sends limits it as well as its number of viewers', () => {
  const busy = { cpu: 0.5, memoryBytes: 0, egressBitsPerSecond: 950_000_000, capacityBitsPerSecond: 1e9 };
  const candidate = edge('narrow', 0, { load: { ...busy, viewers: 190, maxViewers: 10_000 } });
  assert.equal(roomOf(candidate), 10);
});
