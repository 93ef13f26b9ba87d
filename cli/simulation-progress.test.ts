import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readSettings } from '../delivery/simulate/plan-runs.ts';
import { createSimulationProgress, describeLateFaults } from './simulation-progress.ts';

const run = {
  name: 'S5 SIGKILL',
  settings: readSettings({
    minutes: 2,
    faults: [
      { kind: 'kill', role: 'edge', atSeconds: 60 },
      { kind: 'nats-away', atSeconds: 120, forSeconds: 5 },
    ],
  }),
};

function record(isTTY: boolean) {
  const written: string[] = [];
  return { written, stream: { isTTY, write: (text: unknown) => written.push(String(text)) > 0 } };
}

test('a terminal is told how far a run is, not too often, and the line is taken away', () => {
  const { written, stream } = record(true);
  let now = 0;
  const progress = createSimulationProgress(stream, () => now);
  progress.clear();
  progress.show(run, 30_000);
  progress.show(run, 33_000);
  now += 1_000;
  progress.show(run, 90_000);
  progress.clear();
  progress.clear();
  assert.equal(written.length, 3);
  assert.match(written[0] ?? '', /S5 SIGKILL: minute 0\.5 of 2\.0$/);
  assert.match(written[1] ?? '', /minute 1\.5 of 2\.0$/);
  assert.doesNotMatch(written[2] ?? '', /minute/);
});

test('where there is no terminal nothing is said', () => {
  const { written, stream } = record(false);
  const progress = createSimulationProgress(stream);
  progress.show(run, 30_000);
  progress.clear();
  assert.deepEqual(written, []);
});

test('a fault that the run ends too early for is named', () => {
  const late = describeLateFaults(run);
  assert.equal(late.length, 1);
  assert.match(late[0] ?? '', /nats-away.*120 s/);
});
