import assert from 'node:assert/strict';
import { it } from 'node:test';
import { trialsReference } from './trials-reference.ts';

it('prints each figure of each trial in a row', () => {
  const page = trialsReference([
    {
      trial: 'kills',
      what: 'Killed.',
      finishedAt: '2026-01-02T03:04:05.000Z',
      seconds: 61.4,
      machine: 'Linux, 2 cores, 24 GiB',
      figures: [
        { what: 'kills', value: 100, goal: '≥ 100' },
        { what: 'a|b', value: '0 lost' },
      ],
    },
  ]);
  assert.ok(page.includes('## kills\nKilled. (2026-01-02, 61 s on Linux, 2 cores, 24 GiB.)'));
  assert.ok(page.includes('| kills | 100 | ≥ 100 |'));
  assert.ok(page.includes('| a\\|b | 0 lost |  |'));
});
