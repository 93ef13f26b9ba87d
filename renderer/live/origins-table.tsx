import { Fragment, type ReactElement } from 'react';
import type { OriginSnapshot } from '../../contract/snapshot.ts';
import { plainPart } from '../../contract/trouble-words.ts';
import { Panel } from '../design/panel.tsx';
import { TableFrame } from '../design/table-frame.tsx';
import { Badge } from '../design/tone.tsx';
import { WithCode } from '../design/with-code.tsx';
import { duration } from '../format/duration.ts';
import { originWords } from '../format/origin-words.ts';
import { bytes, count, counted } from '../format/quantity.ts';
import { shortUrl } from '../format/short-url.ts';

/** One row an origin, with what is wrong and what to do below it. */
export function OriginsTable({ origins }: { readonly origins: readonly OriginSnapshot[] }): ReactElement {
  return (
    <Panel title={origins.length === 1 ? 'Origin' : 'Origins'} className="origins">
      <TableFrame label="Origins, table">
        <table className="table">
          <thead>
            <tr>
              <th scope="col">Address</th>
              <th scope="col">State</th>
              <th scope="col" className="figure">
                Backlog
              </th>
              <th scope="col" className="figure">
                Verified
              </th>
            </tr>
          </thead>
          <tbody>
            {origins.map((origin) => (
              <OriginRow key={origin.url} origin={origin} />
            ))}
          </tbody>
        </table>
      </TableFrame>
    </Panel>
  );
}

function OriginRow({ origin }: { readonly origin: OriginSnapshot }): ReactElement {
  const { word, tone, icon } = originWords(origin);
  const age = origin.oldestUnverifiedSeconds;
  return (
    <Fragment>
      <tr data-trouble={origin.trouble !== null}>
        <th scope="row" className="origin-url" title={origin.url}>
          {shortUrl(origin.url)}
          <span className="origin-line quiet">{wayOf(origin)}</span>
        </th>
        <td>
          <Badge tone={tone} icon={icon}>
            {word}
          </Badge>
        </td>
        <td className="figure">
          {origin.pendingFiles === 0
            ? 'none'
            : `${counted(origin.pendingFiles, 'file')}, ${bytes(origin.pendingBytes)}`}
          {age === null ? null : <span className="origin-line quiet">oldest {duration(age)}</span>}
        </td>
        <td className="figure">{count(origin.verifiedSegments)}</td>
      </tr>
      {origin.trouble === null ? null : (
        <tr className="origin-trouble" data-tone={tone}>
          <td colSpan={4}>
            <strong>{plainPart(origin.trouble.message)}.</strong> <code>{origin.trouble.code}</code>{' '}
            <WithCode text={origin.trouble.cure} />
          </td>
        </tr>
      )}
    </Fragment>
  );
}

/** Who sends, over what, and whether the broadcast waits for it. */
function wayOf({ workers, networkInterface, optional }: OriginSnapshot): string {
  const way =
    networkInterface === null
      ? counted(workers, 'worker')
      : `${counted(workers, 'worker')} over ${networkInterface}`;
  return optional ? `${way}, optional` : way;
}
