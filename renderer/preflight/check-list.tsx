import type { ReactElement } from 'react';
import type { PreflightCheck } from '../../contract/preflight-report.ts';
import { plainPart, rawPart } from '../../contract/trouble-words.ts';
import { Badge } from '../design/tone.tsx';
import { WithCode } from '../design/with-code.tsx';
import { checkTitles, measuredText, statusWords, worstFirst } from './check-words.ts';
import './checks.css';

/** Checks with what was found, and what to do; what needs a person stands first. */
export function CheckList({ checks }: { readonly checks: readonly PreflightCheck[] }): ReactElement {
  return (
    <ul className="checks">
      {worstFirst(checks).map((check) => (
        <Check key={`${check.name} ${check.subject}`} check={check} />
      ))}
    </ul>
  );
}

function Check({ check }: { readonly check: PreflightCheck }): ReactElement {
  const { name, subject, status, message, code, cure, measured } = check;
  const { tone, word } = statusWords[status];
  const raw = rawPart(message);
  return (
    <li className="check" data-status={status}>
      <Badge tone={tone}>{word}</Badge>
      <div>
        <p>
          <strong>{checkTitles[name]}</strong> <span className="quiet">{subject}</span>
        </p>
        <p>
          {raw === null ? message : `${plainPart(message)}.`}
          {code === null ? null : <code className="quiet"> {code}</code>}
        </p>
        {cure === null ? null : (
          <p className="cure">
            <WithCode text={cure} />
          </p>
        )}
        {raw === null ? null : <p className="raw-words quiet">{raw}</p>}
        <Measured values={measured} />
      </div>
    </li>
  );
}

function Measured({ values }: { readonly values: PreflightCheck['measured'] }): ReactElement | null {
  const all = Object.entries(values);
  if (all.length === 0) return null;
  return <p className="quiet number">{all.map(([name, value]) => measuredText(name, value)).join(' · ')}</p>;
}
