import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRecentAskers } from './recent-askers.ts';

test('an asker is remembered for its time and no longer', () => {
  const askers = createRecentAskers(5_000);
  askers.add('a', 1_000);
  assert.ok(askers.has('a', 5_999));
  assert.ok(!askers.has('a', 6_000));
  assert.ok(!askers.has('b', 1_000));
});

test('so many are remembered and no more, the oldest are forgotten first', () => {
  const askers = createRecentAskers(5_000, 2);
  for (const asker of ['a', 'b', 'a', 'c']) askers.add(asker, 0);
  assert.deepEqual(
    ['a', 'b', 'c'].map((asker) => askers.has(asker, 1)),
    [true, false, true],
  );
});
