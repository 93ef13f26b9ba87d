import type { ReactElement } from 'react';
import { cureOf } from '../../contract/error-codes.ts';
import type { OriginVerifyReport, VerifyReport } from '../../contract/verify-report.ts';
import { Message } from '../design/tone.tsx';
import { counted } from '../format/quantity.ts';
import { findings, verdict } from './verify-words.ts';

/** A verification of a badly damaged broadcast may list thousands; `surecast verify --json` has all of them. */
const maxProblems = 50;

/** What asking the origins again found: the verdict, then each origin. */
export function VerifyReportView({ report }: { readonly report: VerifyReport }): ReactElement {
  const { tone, word } = verdict(report);
  return (
    <>
      <Message tone={tone} title={word} />
      {report.origins.map((origin) => (
        <OriginFindings key={origin.url} origin={origin} />
      ))}
    </>
  );
}

function OriginFindings({ origin }: { readonly origin: OriginVerifyReport }): ReactElement {
  const { trouble, problems } = origin;
  return (
    <div className="stack card">
      <strong className="break">{origin.url}</strong>
      <ul className="bullets">
        {findings(origin).map((finding) => (
          <li key={finding}>{finding}</li>
        ))}
      </ul>
      {trouble === null ? null : (
        <Message tone="warn" title={trouble.message} code={trouble.code}>
          {trouble.cure}
        </Message>
      )}
      {problems.slice(0, maxProblems).map(({ key, code, message }) => (
        <Message key={`${code} ${key} ${message}`} tone="bad" title={message} code={code}>
          {cureOf(code)}
        </Message>
      ))}
      {problems.length > maxProblems ? (
        <p>and {counted(problems.length - maxProblems, 'problem')} more</p>
      ) : null}
    </div>
  );
}
