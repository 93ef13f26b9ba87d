import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Plan } from '../../contract/network/plan.ts';
import { reportEpochs } from './epoch-news.ts';

const planAt = (epoch: number, since: Readonly<Record<string, number>>): Plan => ({
  ...{ epoch, reason: '', changedAt: '2026-11-21T12:00:00.000Z', changedBy: 'dir-1' },
  ...{ algorithm: { name: 'least-loaded', version: 1 }, intermediates: [] },
  broadcasts: Object.fromEntries(
    Object.entries(since).map(([name, at]) => [
      name,
      { main: { name: 'main', nodeUrl: 'https://main:1' }, servers: [], since: at },
    ]),
  ),
});

test('news name what has changed within the last while', () => {
  const report = reportEpochs(10_000);
  assert.deepEqual(report(undefined, 0), { epoch: 0, since: 0, changed: [] });
  assert.deepEqual(report(planAt(4, { a: 3, b: 4 }), 1_000), { epoch: 4, since: 0, changed: ['a', 'b'] });
  assert.deepEqual(report(planAt(5, { a: 3, b: 5 }), 20_000), { epoch: 5, since: 4, changed: ['b'] });
  assert.deepEqual(report(planAt(5, { a: 3, b: 5 }), 25_000), { epoch: 5, since: 4, changed: ['b'] });
  assert.deepEqual(report(planAt(5, { a: 3, b: 5 }), 31_000), { epoch: 5, since: 5, changed: [] });
});

test('of very many changes only that they were is told', () => {
  const report = reportEpochs(10_000);
  report(planAt(1, {}), 0);
  const many = Object.fromEntries(Array.from({ length: 501 }, (_, at) => [`b-${at}`, 2]));
  assert.deepEqual(report(planAt(2, many), 100), { epoch: 2, since: 1 });
});
