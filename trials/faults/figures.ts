import type { Figure } from '../result.ts';
import type { Problem } from './count-damage.ts';
import type { CellOutcome } from './run-cell.ts';

/** The outcome of many cells in figures. */
export function figuresOf(outcomes: readonly CellOutcome[]): Figure[] {
  const sum = (count: (outcome: CellOutcome) => number) =>
    outcomes.reduce((total, outcome) => total + count(outcome), 0);
  const problems = (kind: Problem['kind']) =>
    sum((outcome) => outcome.problems.filter((problem) => problem.kind === kind).length);
  return [
    { what: 'broadcasts, each under one fault', value: outcomes.length },
    { what: 'requests and connections hurt', value: sum(({ struck }) => struck) },
    { what: 'objects copied and judged', value: sum(({ objects }) => objects) },
    { what: 'objects or frames lost', value: problems('lost'), goal: '0' },
    { what: 'objects damaged', value: problems('damaged'), goal: '0' },
    { what: 'playlists that named an absent object or went back', value: problems('dangling'), goal: '0' },
    { what: 'wrong exit statuses', value: problems('exit-status'), goal: '0' },
    { what: 'other broken promises', value: problems('other'), goal: '0' },
  ];
}
