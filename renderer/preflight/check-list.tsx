import type { ReactElement } from 'react';
import type { PreflightCheck } from '../../contract/preflight-report.ts';
import { Badge } from '../design/tone.tsx';
import { checkTitles, measuredText, statusWords, worstFirst } from './check-words.ts';
import './checks.css';

/** Checks with what was found, and what to do; what needs a person stands first. */
export function CheckList({ checks }: { readonly checks: readonly PreflightCheck[] }): ReactElement {
  return (
    <ul className="checks">
      {worstFirst(checks).map((check) => (
        <li key={`${check.name} ${check.subject}`} className="check" data-status={check.status}>
          <Badge tone={statusWords[check.status].tone}>{statusWords[check.status].word}</Badge>
          <div>
            <p>
              <strong>{checkTitles[check.name]}</strong> <span className="quiet">{check.subject}</span>
            </p>
            <p>
              {check.message}
              {check.code === null ? null : <code className="quiet"> {check.code}</code>}
            </p>
            {check.cure === null ? null : <p className="cure">{check.cure}</p>}
            <Measured values={check.measured} />
          </div>
        </li>
      ))}
    </ul>
  );
}

function Measured({ values }: { readonly values: PreflightCheck['measured'] }): ReactElement | null {
  const all = Object.entries(values);
  if (all.length === 0) return null;
  return <p className="quiet number">{all.map(([name, value]) => measuredText(name, value)).join(' · ')}</p>;
}
