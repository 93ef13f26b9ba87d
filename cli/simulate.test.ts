import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { simulationReport } from '../contract/network/simulation-report.ts';
import { runSurecast } from './testing/run-surecast.ts';

describe('surecast simulate', () => {
  let folder: string;
  const file = async (name: string, text: string): Promise<string> => {
    const path = join(folder, name);
    await writeFile(path, text);
    return path;
  };
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'surecast-cli-simulate-'));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  it('prints the same JSON, byte for byte, for the same seed', async () => {
    const args = [
      'simulate',
      's5',
      '--edges',
      '4',
      '--viewers',
      '40',
      '--minutes',
      '1.2',
      '--seed',
      '9',
      '--json',
    ];
    const [first, second] = [await runSurecast(args), await runSurecast(args)];
    assert.equal(first.status, 0, first.stderr);
    assert.equal(first.stdout, second.stdout);
    const report = simulationReport.parse(JSON.parse(first.stdout));
    assert.equal(report.runs.length, 2);
    assert.equal(report.runs[0]?.scale.seed, 9);
    assert.match(first.stderr, /computed in/);
  });

  it('reads a file, prints a table for people, and ends with 4 when a line is missed', async () => {
    const path = await file(
      'hall.yml',
      [
        'title: The hall',
        'edges: 3',
        'viewers: 20',
        'minutes: 0.5',
        'joinSeconds: 5',
        'faults:',
        '  - { kind: kill, role: edge, atSeconds: 15 }',
        'expect:',
        '  - { figure: movedViewers, atMost: 0 }',
        '  - { figure: joins, atLeast: 20, atMost: 20 }',
      ].join('\n'),
    );
    const { status, stdout } = await runSurecast(['simulate', path]);
    assert.equal(status, 4);
    assert.match(stdout, /^hall\.yml: The hall$/m);
    assert.match(stdout, /MISSED {2}viewers moved/);
    assert.match(stdout, /PASS {4}viewers that came/);
    assert.match(stdout, /1 line of 2 MISSED/);
  });

  it('tells all mistakes of a file, each with its line and its place', async () => {
    const path = await file(
      'mistakes.yml',
      [
        'title: The hall',
        'edgez: 3',
        'viewers: many',
        'faults:',
        '  - kind: kill',
        '    role: edg',
        'expect:',
        '  - { figure: movedViewers }',
      ].join('\n'),
    );
    const { status, stderr } = await runSurecast(['simulate', path]);
    assert.equal(status, 2);
    assert.match(stderr, /\(SIMULATION_INVALID\)/);
    const told = [...stderr.matchAll(/^ {2}line (\d+), `([^`]+)`: .+\.$/gm)].map(
      ([, line, place]) => `${line} ${place}`,
    );
    assert.deepEqual(told.toSorted(), [
      '2 edgez',
      '3 viewers',
      '5 faults.0.atSeconds',
      '6 faults.0.role',
      '8 expect.0',
    ]);
  });

  it('says in a sentence what is wrong with what it was given', async () => {
    const wrong: readonly (readonly [string, readonly string[]])[] = [
      ['SIMULATION_INVALID', ['S99']],
      ['SIMULATION_INVALID', [join(folder, 'not-there.yml')]],
      ['SIMULATION_INVALID', [await file('broken.yml', 'edges: [')]],
      ['SIMULATION_INVALID', [await file('alias.yml', 'edges: *nowhere')]],
      ['SIMULATION_INVALID', [await file('wrong.yml', 'edges: many')]],
      ['SIMULATION_INVALID', ['--algorithm', 'dice']],
      ['USAGE', ['--viewers', '-5']],
      ['USAGE', ['--edges', 'many']],
    ];
    const ends = await Promise.all(wrong.map(([, args]) => runSurecast(['simulate', ...args])));
    for (const [index, { status, stderr, stdout }] of ends.entries()) {
      assert.equal(status, 2, stderr);
      assert.match(stderr, new RegExp(`\\(${wrong[index]?.[0]}\\)`));
      assert.equal(stdout, '');
    }
  });
});
