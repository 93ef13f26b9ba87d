import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Scope } from '../../tests/testing/scope.ts';
import { createWorkplace } from '../../tests/testing/workplace.ts';
import { chooseCut } from './choose-cut.ts';
import { type Cut, type CutOutcome, cutPower } from './cut-power.ts';
import { checkOrder, type OrderFindings } from './order-rules.ts';
import { playScenario, type Recorded } from './play-scenario.ts';
import type { Scenario } from './scenario.ts';
import { SeededRandom } from './seeded-random.ts';

/** What became of one cut: an outcome, or the promise that was broken. */
export type CutResult = { readonly cut: Cut } & (
  | { readonly outcome: CutOutcome }
  | { readonly broken: unknown }
);

export type LaneResult = {
  readonly recorded: Recorded;
  readonly order: OrderFindings;
  readonly cuts: readonly CutResult[];
};

export type LaneOptions = {
  readonly scenario: Scenario;
  /** Length of the captures, seconds. */
  readonly seconds: number;
  readonly cuts: number;
  readonly seed: string;
  readonly onCut?: (result: CutResult, recorded: Recorded) => void;
};

/** Records one scenario, and cuts it as often as asked, one cut after the other in the same place. */
export async function runLane(scope: Scope, options: LaneOptions): Promise<LaneResult> {
  const { scenario, seconds, seed } = options;
  // The reserve is written byte by byte, and each byte is recorded.
  const place = await createWorkplace(scope, { diskReserveMegabytes: 1 });
  const folder = await mkdtemp(join(tmpdir(), 'surecast-recording-'));
  scope.after(() => rm(folder, { recursive: true, force: true }));
  const recorded = await playScenario(scenario, { place, seconds, logPath: join(folder, 'calls') });
  const order = checkOrder(recorded.operations, place.root);
  const cuts: CutResult[] = [];
  for (let n = 1; n <= options.cuts; n += 1) {
    const random = new SeededRandom(`${seed} ${scenario.name} ${n}`);
    const result = await tryCut(recorded, chooseCut(recorded.operations, place.data, random), random);
    cuts.push(result);
    options.onCut?.(result, recorded);
  }
  return { recorded, order, cuts };
}

function tryCut(recorded: Recorded, cut: Cut, random: SeededRandom): Promise<CutResult> {
  return cutPower(recorded, cut, random).then(
    (outcome) => ({ cut, outcome }),
    (broken: unknown) => ({ cut, broken }),
  );
}
