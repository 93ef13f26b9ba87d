import assert from 'node:assert/strict';
import { it } from 'node:test';
import { addLook, type BacklogTrend, growthOf } from './backlog-trend.ts';

const trendOf = (bytes: readonly number[], everyMs = 1_000): BacklogTrend =>
  bytes.reduce<BacklogTrend>(
    (trend, each, index) => addLook(trend, { atMs: index * everyMs, bytes: each }),
    [],
  );

it('a backlog grows by the slope of its looks, whatever the last segment does', () => {
  const sawtooth = Array.from({ length: 20 }, (_, index) => index * 1_000 + (index % 2) * 4_000);
  const growth = growthOf(trendOf(sawtooth)) ?? 0;
  assert.ok(growth > 800 && growth < 1_200, `${growth}`);
  assert.ok((growthOf(trendOf(sawtooth.toReversed())) ?? 0) < 0, 'it shrinks');
});

it('nothing is said of too short a time, and what is long ago is forgotten', () => {
  assert.equal(growthOf([]), null);
  assert.equal(growthOf(trendOf([1, 2, 3])), null);
  const turned = [...Array.from({ length: 30 }, (_, index) => index), ...Array.from({ length: 22 }, () => 5)];
  assert.equal(growthOf(trendOf(turned)), 0);
});
