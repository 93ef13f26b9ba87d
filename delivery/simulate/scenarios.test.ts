import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { SimulationInput } from '../../contract/network/simulation.ts';
import { planRuns } from './plan-runs.ts';
import { scenarios } from './scenarios.ts';
import { simulate } from './simulate.ts';

/** A size at which a scenario still means something, and takes a second. */
const sizes: Readonly<Record<string, Partial<SimulationInput>>> = {
  S1: { edges: 60, viewers: 6_000 },
  S2: { edges: 20, viewers: 4_000, minutes: 1 },
  S3: { edges: 40, viewers: 1_200, streams: 200, minutes: 2 },
  S4: { edges: 20, viewers: 1_000, minutes: 1.5 },
  S5: { edges: 20, viewers: 1_000, minutes: 1.5 },
  S6: { edges: 20, viewers: 500 },
  S7: { edges: 10, viewers: 300, streams: 20 },
};

describe('scenarios, made small', () => {
  for (const { name, summary, runs } of scenarios)
    it(`${name} passes all of its lines: ${summary}`, async () => {
      const { ok, runs: done } = await simulate({
        scenario: name,
        runs: planRuns(runs, sizes[name] ?? {}),
        compare: false,
        onRun: () => undefined,
      });
      const missed = done.flatMap((run) =>
        run.lines.filter(({ held }) => !held).map((line) => `${run.name}: ${JSON.stringify(line)}`),
      );
      assert.deepEqual(missed, []);
      assert.ok(ok);
      assert.equal(done.length, runs.length);
      assert.ok(done.every((run) => run.lines.length > 0));
    });

  it('what they break does break: without the fault there is nothing to see', async () => {
    const figures = async (name: string, fault: boolean) => {
      const runs = scenarios.find((each) => each.name === name)?.runs.slice(0, 1) ?? [];
      const planned = planRuns(runs, { ...sizes[name], ...(fault ? {} : { faults: [] }) });
      const report = await simulate({
        scenario: name,
        runs: planned,
        compare: false,
        onRun: () => undefined,
      });
      const [run] = report.runs;
      assert.ok(run !== undefined);
      return run.figures;
    };
    assert.ok((await figures('S4', true)).movedViewers > 0);
    assert.equal((await figures('S4', false)).movedViewers, 0);
    assert.ok((await figures('S5', true)).failoverGapMs > 0);
    assert.equal((await figures('S5', false)).failoverGapMs, 0);
  });
});

describe('comparing algorithms', () => {
  it('runs the same with each of them', async () => {
    const { runs } = scenarios.find(({ name }) => name === 'S7') ?? { runs: [] };
    const small = planRuns(runs.slice(0, 1), { edges: 4, viewers: 20, streams: 12, minutes: 0.5 });
    const report = await simulate({ scenario: 'S7', runs: small, compare: true, onRun: () => undefined });
    const names = report.runs.map(({ algorithm }) => algorithm);
    assert.ok(names.length >= 3);
    assert.equal(new Set(names).size, names.length);
    assert.ok(report.runs.every(({ figures }) => figures.joins === 20));
  });
});
