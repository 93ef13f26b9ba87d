import type { ReactElement } from 'react';
import type { Explanation } from '../../contract/network/explanation.ts';
import { call } from '../api/call.ts';
import { TableFrame } from '../design/table-frame.tsx';
import { Failure } from '../design/tone.tsx';
import { ago } from '../format/duration.ts';
import { count } from '../format/quantity.ts';
import { useAnswer } from '../state/use-answer.ts';

const everyMs = 5000;

/** Scores are comparable within one answer only, so that three digits are enough. */
const scoreText = (score: number): string =>
  Math.abs(score) >= 1_000 ? count(score) : String(Number(score.toPrecision(3)));

/** Why a broadcast is carried by the servers that carry it: every candidate, the losing ones too. */
export function ExplanationView({ broadcast }: { readonly broadcast: string }): ReactElement {
  const { value, error } = useAnswer(
    `why ${broadcast}`,
    (signal) => call('networkExplanation', { params: { broadcast } }, signal),
    everyMs,
  );
  return (
    <div className="stack explanation">
      <Failure error={error} />
      {value === null ? <p className="quiet">Asking …</p> : <Candidates explanation={value} />}
    </div>
  );
}

function Candidates({ explanation }: { readonly explanation: Explanation }): ReactElement {
  const { algorithm, member, planAgeMs, candidates } = explanation;
  return (
    <>
      <p>
        By {algorithm.name}, version {algorithm.version}, as {member} knows it; its store was heard{' '}
        {ago(planAgeMs / 1000)}.
      </p>
      <TableFrame label="Candidates">
        <table className="table">
          <thead>
            <tr>
              <th scope="col">Candidate</th>
              <th scope="col">Outcome</th>
              <th scope="col">Score</th>
              <th scope="col">Weight</th>
              <th scope="col">Carries</th>
              <th scope="col">Heard</th>
            </tr>
          </thead>
          <tbody>
            {candidates.map(({ name, outcome, score, weight, carries, bound, heardAgeMs }) => (
              <tr key={name}>
                <th scope="row">{name}</th>
                <td>{outcome}</td>
                <td>{scoreText(score)}</td>
                <td>{count(weight)}</td>
                <td>
                  {count(carries)}
                  {bound === undefined ? '' : ` of at most ${count(bound)}`}
                </td>
                <td>{heardAgeMs === undefined ? 'never' : ago(heardAgeMs / 1000)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </TableFrame>
    </>
  );
}
