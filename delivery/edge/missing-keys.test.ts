import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createMissingKeys } from './missing-keys.ts';

test('a missing key is remembered for a moment', () => {
  const missing = createMissingKeys(1_000);
  assert.equal(missing.has('a', 0), false);
  missing.add('a', 0);
  assert.equal(missing.has('a', 999), true);
  assert.equal(missing.has('a', 1_000), false);
});

test('no more keys are remembered than there is room for, the newest ones', () => {
  const missing = createMissingKeys(1_000, 3);
  for (const key of ['a', 'b', 'a', 'c', 'd']) missing.add(key, 0);
  assert.deepEqual(
    ['a', 'b', 'c', 'd'].map((key) => missing.has(key, 1)),
    [true, false, true, true],
  );
});
