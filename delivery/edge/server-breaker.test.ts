import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fc } from '../../fixtures/property-testing.ts';
import { createServerBreaker, orderServers } from './server-breaker.ts';

const timing = { avoidMs: 1_000, avoidAtMostMs: 8_000 };

test('a server that failed is avoided, then tried by one asker, and trusted when it succeeds', () => {
  const breaker = createServerBreaker(timing);
  assert.equal(breaker.mayTry('a', 0), true);
  breaker.failed('a', 0);
  assert.equal(breaker.mayTry('a', 999), false);
  assert.equal(breaker.mayTry('b', 999), true);
  assert.equal(breaker.mayTry('a', 1_000), true, 'one tries');
  assert.equal(breaker.mayTry('a', 1_001), false, 'the others do not');
  breaker.succeeded('a');
  assert.equal(breaker.mayTry('a', 1_002), true);
});

test('each further failure doubles the time, up to a limit; failures at once count as one', () => {
  const breaker = createServerBreaker(timing);
  const avoidedFor = (sinceMs: number) => {
    let ms = 0;
    while (!breaker.mayTry('a', sinceMs + ms)) ms += 1_000;
    return ms;
  };
  let nowMs = 0;
  const seen: number[] = [];
  for (let time = 0; time < 5; time++) {
    for (let request = 0; request < 20; request++) breaker.failed('a', nowMs);
    seen.push(avoidedFor(nowMs));
    nowMs += seen.at(-1) ?? 0;
  }
  assert.deepEqual(seen, [1_000, 2_000, 4_000, 8_000, 8_000]);
});

test('every server is asked in the end, those that failed last', () => {
  const servers = ['a', 'b', 'c', 'd'].map((name) => ({ name }));
  fc.assert(
    fc.property(fc.subarray(['a', 'b', 'c', 'd']), (failing) => {
      const breaker = createServerBreaker(timing);
      for (const name of failing) breaker.failed(name, 0);
      const order = orderServers(servers, breaker, 10).map(({ name }) => name);
      assert.deepEqual(
        order,
        ['a', 'b', 'c', 'd'].filter((name) => !failing.includes(name)).concat(failing.toSorted()),
      );
    }),
  );
});
