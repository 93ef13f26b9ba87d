import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ListedIntermediate } from '../../contract/network/plan.ts';
import { fc } from '../../fixtures/property-testing.ts';
import type { Carried, CarriedCount, EnumerationAlgorithm } from './algorithm.ts';
import { formatAlgorithm } from './algorithm.ts';
import { hashFraction } from './hash-fraction.ts';
import { algorithms, defaultAlgorithm, findAlgorithm } from './registry.ts';

const server = (name: string, weight: number, state: ListedIntermediate['state'] = 'active') => ({
  name,
  nodeUrl: `https://${name}:7400`,
  weight,
  state,
});

const listed = fc
  .uniqueArray(
    fc.tuple(fc.stringMatching(/^[a-z][a-z0-9]{0,5}$/), fc.integer({ min: 1, max: 9 }), fc.boolean()),
    {
      selector: ([name]) => name,
      maxLength: 8,
    },
  )
  .map((rows) =>
    rows.map(([name, weight, drains]) => server(name, weight * 100, drains ? 'draining' : 'active')),
  );
const load = fc.record({ primary: fc.nat(40), standby: fc.nat(40) });
const question = fc
  .record({ intermediates: listed, loads: fc.array(load, { minLength: 8, maxLength: 8 }) })
  .map(({ intermediates, loads }) => ({
    broadcast: 'sunday',
    intermediates,
    carried: new Map(intermediates.map(({ name }, at) => [name, loads[at] as CarriedCount])) as Carried,
    kept: {},
  }));

for (const algorithm of algorithms) {
  const title = formatAlgorithm(algorithm.id);

  test(`${title} answers the same whatever the order of the list`, () => {
    fc.assert(
      fc.property(question, (asked) => {
        const ranked = algorithm.rank(asked);
        const turned = { ...asked, intermediates: [...asked.intermediates].reverse() };
        assert.deepEqual(algorithm.rank(turned), ranked);
      }),
    );
  });

  test(`${title} ranks every server once and chooses two active ones where there are two`, () => {
    fc.assert(
      fc.property(question, (asked) => {
        const ranked = algorithm.rank(asked);
        assert.deepEqual(
          ranked.map(({ name }) => name).sort(),
          asked.intermediates.map(({ name }) => name).sort(),
        );
        const active = asked.intermediates.filter(({ state }) => state === 'active').length;
        assert.equal(ranked.filter(({ choice }) => choice === 'primary').length, Math.min(active, 1));
        assert.equal(ranked.filter(({ choice }) => choice === 'standby').length, active > 1 ? 1 : 0);
        for (const { name, choice } of ranked) {
          const state = asked.intermediates.find((each) => each.name === name)?.state;
          if (state === 'draining') assert.equal(choice, 'no');
        }
      }),
    );
  });

  test(`${title} leaves a broadcast with the servers that it has`, () => {
    fc.assert(
      fc.property(question, fc.nat(), fc.nat(), (asked, one, other) => {
        const active = asked.intermediates.filter(({ state }) => state === 'active');
        fc.pre(active.length >= 2);
        const primary = active[one % active.length]?.name ?? '';
        const standby =
          active.filter(({ name }) => name !== primary)[other % (active.length - 1)]?.name ?? '';
        const ranked = algorithm.rank({ ...asked, kept: { primary, standby } });
        assert.equal(ranked.find(({ choice }) => choice === 'primary')?.name, primary);
        assert.equal(ranked.find(({ choice }) => choice === 'standby')?.name, standby);
      }),
    );
  });

  test(`${title} gives servers what their weights say`, () => {
    const servers = [server('a', 100), server('b', 100), server('c', 200), server('d', 400)];
    const carried = placeAll(algorithm, servers, 2_000);
    for (const { name, weight } of servers) {
      const share = (carried.get(name)?.primary ?? 0) / (2_000 * (weight / 800));
      assert.ok(share > 0.8 && share < 1.25, `${name} has ${share} of its share`);
    }
  });
}

test('the default never takes a server above its bound', () => {
  const algorithm = findAlgorithm(defaultAlgorithm);
  assert.ok(algorithm);
  fc.assert(
    fc.property(question, (asked) => {
      const ranked = algorithm.rank(asked);
      const primary = ranked.find(({ choice }) => choice === 'primary');
      if (primary === undefined) return;
      assert.ok(primary.bound !== undefined);
      assert.ok((asked.carried.get(primary.name)?.primary ?? 0) < primary.bound, JSON.stringify(ranked));
    }),
  );
});

test('the default moves at most 1.2 fair shares when one of twenty servers is lost, whichever it is', () => {
  const algorithm = findAlgorithm(defaultAlgorithm);
  assert.ok(algorithm);
  const servers = Array.from({ length: 20 }, (_, at) => server(`mid-${at}`, 1_000));
  const carried = placeAll(algorithm, servers, 1_000);
  for (const { name } of servers) {
    const has = carried.get(name) ?? { primary: 0, standby: 0 };
    assert.ok(has.primary <= 60, `${name} is primary for ${has.primary} of 1000`);
    assert.ok(has.standby <= 60, `${name} is standby for ${has.standby} of 1000`);
  }
});

test('a hash is a number within 0 and 1, evenly spread, and always the same', () => {
  // printf 'sunday\nmid-1' | sha256sum: 95c37435278ac…
  assert.equal(hashFraction('sunday\nmid-1'), (0x95c37435278ac + 0.5) / 2 ** 52);
  const drawn = Array.from({ length: 10_000 }, (_, at) => hashFraction(`text ${at}`));
  assert.ok(drawn.every((value) => value > 0 && value < 1));
  const mean = drawn.reduce((sum, value) => sum + value, 0) / drawn.length;
  assert.ok(Math.abs(mean - 0.5) < 0.01, String(mean));
});

function placeAll(
  algorithm: EnumerationAlgorithm,
  intermediates: readonly ListedIntermediate[],
  broadcasts: number,
): Map<string, CarriedCount> {
  const carried = new Map<string, CarriedCount>();
  for (let at = 0; at < broadcasts; at++)
    for (const { name, choice } of algorithm.rank({
      broadcast: `b-${at}`,
      intermediates,
      carried,
      kept: {},
    })) {
      if (choice === 'no') continue;
      const has = carried.get(name) ?? { primary: 0, standby: 0 };
      carried.set(name, { ...has, [choice]: has[choice] + 1 });
    }
  return carried;
}
