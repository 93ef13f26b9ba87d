import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createLaneShare, LaneShare } from './lane-share.ts';

test('backfill has the link to itself until live media is sent, and then its share of it', () => {
  const shared = createLaneShare();
  const [live, backfill] = [new LaneShare(shared, 0.2), new LaneShare(shared, 0.2)];
  assert.ok(backfill.mayBackfill(1_000_000));
  live.setLiveBodies(1);
  assert.ok(!backfill.mayBackfill(1000));
  live.noteLiveBytes(4000);
  assert.ok(backfill.mayBackfill(1000));
  assert.ok(!backfill.mayBackfill(1000));
  live.setLiveBodies(0);
  assert.ok(backfill.mayBackfill(1000));
});

test('a share that nobody used is not saved up for ever', () => {
  const share = new LaneShare(createLaneShare(), 0.5);
  share.setLiveBodies(1);
  for (let i = 0; i < 1000; i += 1) share.noteLiveBytes(64 * 1024);
  let bytes = 0;
  while (share.mayBackfill(1024)) bytes += 1024;
  assert.ok(bytes <= 512 * 1024);
});
