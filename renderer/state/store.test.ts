import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createTail } from './store.ts';

test('a tail keeps the newest while it is followed, and nothing otherwise', () => {
  const tail = createTail<number>(3);
  tail.add(1);
  assert.deepEqual(tail.get(), []);
  let told = 0;
  const stops = [tail.subscribe(() => (told += 1)), tail.subscribe(() => undefined)];
  for (const entry of [2, 3, 4, 5]) tail.add(entry);
  assert.deepEqual(tail.get(), [3, 4, 5]);
  assert.equal(told, 4);
  stops[0]?.();
  tail.add(6);
  assert.deepEqual(tail.get(), [4, 5, 6], 'somebody still follows');
  assert.equal(told, 4);
  stops[1]?.();
  assert.deepEqual(tail.get(), []);
});
