import assert from 'node:assert/strict';
import { test } from 'node:test';
import { playShow } from '../../trials/network/show.ts';

test('viewers get every byte while servers of every kind are killed', { timeout: 600_000 }, async (t) => {
  const size = { directories: 2, intermediates: 2, edges: 2, headless: 4, browsers: 1 };
  const outcome = await playShow(t, size, (line) => t.diagnostic(line));
  assert.equal(outcome.viewers, 5);
  assert.equal(outcome.kills.length, 4);
});
