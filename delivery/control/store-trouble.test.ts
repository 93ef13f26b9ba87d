import assert from 'node:assert/strict';
import { test } from 'node:test';
import { reportTrouble } from './store-trouble.ts';

test('a store is said not to answer once, and only when NATS is there and it has had its time', () => {
  const lines: string[] = [];
  const trouble = reportTrouble((line) => lines.push(line));
  const fail = (nowMs: number, isConnected = true) =>
    trouble.failed(new Error('timeout'), isConnected, nowMs);
  fail(0, false);
  fail(60_000, false);
  fail(60_100);
  fail(62_000);
  trouble.isOver();
  fail(70_000);
  fail(72_900);
  assert.deepEqual(lines, []);
  fail(73_000);
  fail(80_000);
  trouble.isOver();
  trouble.isOver();
  assert.deepEqual(lines, ['The plan’s store does not answer: timeout.', 'The plan’s store answers.']);
});
