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

test('all mistakes are told, each with its place and what to write instead', () => {
  const input = {
    edgez: 3,
    viewers: 'many',
    algorithm: 'dice',
    streamRate: 'fast',
    faults: [
      { kind: 'kil', atSeconds: 1 },
      { kind: 'kill', role: 'edge', atSecond: 1 },
    ],
    expect: [{ figure: 'luck', atMost: 1 }, { figure: 'joins' }],
  };
  assert.throws(
    () => readSettings(input),
    ({ message, cure }: { message: string; cure: string }) => {
      assert.match(message, /9 mistakes/);
      const places = [...cure.matchAll(/^ {2}`([^`]+)`: (.+)\.$/gm)].map(([, place]) => place);
      assert.deepEqual(places.toSorted(), [
        'algorithm',
        'edgez',
        'expect.0.figure',
        'expect.1',
        'faults.0.kind',
        'faults.1.atSecond',
        'faults.1.atSeconds',
        'streamRate',
        'viewers',
      ]);
      assert.match(cure, /`edgez`: .*`edges`/);
      assert.match(cure, /`faults\.1\.atSecond`: .*`atSeconds`/);
      assert.match(cure, /`faults\.0\.kind`: .*nats-away/);
      assert.match(cure, /`algorithm`: .*two-choices@1/);
      return true;
    },
  );
});

test('a file’s mistakes are told with their lines, in its order', () => {
  const lines: Readonly<Record<string, number>> = { viewers: 1, edges: 2 };
  const written = { name: 'hall.yml', lineOf: ([key]: readonly PropertyKey[]) => lines[String(key)] };
  const sentence = (input: unknown) => {
    try {
      readSettings(input, written);
      return '';
    } catch (error) {
      const { message, cure } = error as { message: string; cure: string };
      return `${message}\n${cure}`;
    }
  };
  assert.match(sentence({ edges: 0 }), /^hall\.yml: line 2, `edges`: .*1.*\.\n/);
  assert.match(
    sentence({ edges: 0, viewers: 0 }),
    /^hall\.yml .*\n {2}line 1, `viewers`.*\n {2}line 2, `edges`/,
  );
});

test('what is given replaces what the scenario says', () => {
  const [run] = planRuns([{ name: 'a', input: { edges: 5, viewers: 7 } }], { viewers: 9 });
  assert.equal(run?.settings.edges, 5);
  assert.equal(run?.settings.viewers, 9);
  assert.equal(run?.settings.seed, 1);
});
