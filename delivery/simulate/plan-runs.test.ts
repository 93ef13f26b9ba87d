import assert from 'node:assert/strict';
import { test } from 'node:test';
import { planRuns, readSettings } from './plan-runs.ts';

const invalid: readonly (readonly [string, unknown])[] = [
  ['no edges', { edges: 0 }],
  ['half an edge', { edges: 1.5 }],
  ['more viewers than are simulated', { viewers: 2_000_000 }],
  ['an unknown setting', { viewrs: 5 }],
  ['a rate that is none', { streamRate: 'fast' }],
  ['an unknown algorithm', { algorithm: 'dice' }],
  ['an algorithm of a version that is not there', { algorithm: 'weighted-rendezvous@99' }],
  ['a fault without a time', { faults: [{ kind: 'kill', role: 'edge' }] }],
  ['a fault that is none', { faults: [{ kind: 'earthquake', atSeconds: 1 }] }],
  ['a figure that is none', { expect: [{ figure: 'luck', atLeast: 1 }] }],
  ['more than fits', { edges: 10_000, streams: 5_000 }],
  ['no settings at all', 'S2'],
];

for (const [what, input] of invalid)
  test(`${what} is refused with a sentence`, () => {
    assert.throws(
      () => readSettings(input),
      (error: { code?: string; message?: string; exitStatus?: number }) =>
        error.code === 'SIMULATION_INVALID' && error.exitStatus === 2 && /\.$/.test(error.message ?? ''),
    );
  });

test('what is given replaces what the scenario says', () => {
  const [run] = planRuns([{ name: 'a', input: { edges: 5, viewers: 7 } }], { viewers: 9 });
  assert.equal(run?.settings.edges, 5);
  assert.equal(run?.settings.viewers, 9);
  assert.equal(run?.settings.seed, 1);
});
