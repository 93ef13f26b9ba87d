import type { Expectation } from '../../contract/network/simulation.ts';
import type { Figures } from '../../contract/network/simulation-figures.ts';
import type { JudgedLine } from '../../contract/network/simulation-report.ts';

/** Holds what was measured against what was expected. */
export const judgeRun = (figures: Figures, expected: readonly Expectation[]): JudgedLine[] =>
  expected.map((line) => {
    const measured = figures[line.figure];
    const held =
      measured <= (line.atMost ?? Number.POSITIVE_INFINITY) &&
      measured >= (line.atLeast ?? Number.NEGATIVE_INFINITY);
    return { ...line, measured, held };
  });
