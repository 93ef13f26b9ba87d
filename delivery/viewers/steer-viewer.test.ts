import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fc } from '../../fixtures/property-testing.ts';
import { takesViewers } from './choose-edge.ts';
import { edgeUtilisation } from './edge-room.ts';
import { steerViewer } from './steer-viewer.ts';
import { knownEdge, loadOf } from './testing/edges.ts';

const edges = fc.uniqueArray(
  fc
    .record({
      name: fc.constantFrom(...'abcdefgh'),
      room: fc.nat({ max: 5 }),
      state: fc.constantFrom('active' as const, 'active' as const, 'draining' as const),
      reportAgeMs: fc.constantFrom(0, 1_000, 2_500, 4_000),
      viewers: fc.nat({ max: 12 }),
    })
    .map(({ name, room, state, reportAgeMs, viewers }) =>
      knownEdge(name, room, { state, reportAgeMs, load: loadOf(viewers, 10) }),
    ),
  { selector: ({ name }) => name, maxLength: 8 },
);
const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
const backups = fc.array(fc.constantFrom(...'abcdefgh'), { maxLength: 3 });

const steer = (all: ReturnType<typeof knownEdge>[], at: string, before: readonly string[], dice = 0.5) =>
  steerViewer({
    edges: all,
    current: all.find(({ name }) => name === at),
    backups: before,
    random: () => dice,
  });

test('a viewer at an edge that is well stays there, whatever room others have', () => {
  fc.assert(
    fc.property(edges, backups, random, (all, before, dice) => {
      for (const current of all) {
        const { order, movedTo } = steer(all, current.name, before, dice);
        if (!takesViewers(current) || edgeUtilisation(current.load) > 1) continue;
        assert.equal(order[0], current);
        assert.equal(movedTo, undefined);
      }
    }),
  );
});

test('edges are named once, the first is where the viewer goes, and nobody is sent to one that takes none', () => {
  fc.assert(
    fc.property(edges, fc.constantFrom(...'abcdefgh'), backups, random, (all, at, before, dice) => {
      const { order, movedTo } = steer(all, at, before, dice);
      const current = all.find(({ name }) => name === at);
      assert.equal(new Set(order).size, order.length);
      assert.ok(order.length <= 4);
      for (const edge of order) assert.ok(edge === current || takesViewers(edge));
      if (movedTo !== undefined) assert.equal(order[0], movedTo);
      else if (current !== undefined) assert.equal(order[0], current);
    }),
  );
});

test('an edge that drains sends its viewers away and stays the last resort', () => {
  const all = [
    knownEdge('a', 9, { state: 'draining' }),
    knownEdge('b', 9),
    knownEdge('c', 9),
    knownEdge('d', 9),
  ];
  const { order, movedTo } = steer(all, 'a', [], 0);
  assert.deepEqual(
    order.map(({ name }) => name),
    ['b', 'c', 'd', 'a'],
  );
  assert.equal(movedTo?.name, 'b');
});

test('an edge that drains keeps its viewers when nobody else has room', () => {
  const { order, movedTo } = steer([knownEdge('a', 9, { state: 'draining' }), knownEdge('b', 0)], 'a', []);
  assert.equal(order[0]?.name, 'a');
  assert.equal(movedTo, undefined);
});

test('an overloaded edge sends away as many as it has too many', () => {
  const all = [knownEdge('a', 0, { load: loadOf(120, 100), granted: 0 }), knownEdge('b', 1_000)];
  let moved = 0;
  for (let viewer = 0; viewer < 120; viewer++) {
    const dice = [(viewer + 0.5) / 120, 0, 0];
    const { movedTo } = steerViewer({
      edges: all,
      current: all[0],
      backups: [],
      random: () => dice.shift() ?? 0,
    });
    if (movedTo !== undefined) moved += 1;
  }
  assert.equal(moved, 30, 'down to 90 % of what it takes');
});

test('the edges to fall back on stay the same for as long as they take viewers', () => {
  const all = ['a', 'b', 'c', 'd', 'e'].map((name) => knownEdge(name, 9));
  for (const dice of [0, 0.5, 0.99])
    assert.deepEqual(
      steer(all, 'a', ['d', 'e'], dice).order.map(({ name }) => name),
      ['a', 'd', 'e'],
    );
  const withoutD = all.map((edge) => (edge.name === 'd' ? { ...edge, reportAgeMs: 9_000 } : edge));
  assert.deepEqual(
    steer(withoutD, 'a', ['d', 'e'], 0).order.map(({ name }) => name),
    ['a', 'e', 'b'],
  );
});
