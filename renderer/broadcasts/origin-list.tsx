import type { ReactElement } from 'react';
import type { BroadcastSnapshot, OriginSnapshot } from '../../contract/snapshot.ts';
import { Facts } from '../design/facts.tsx';
import { Panel } from '../design/panel.tsx';
import { Badge, Message } from '../design/tone.tsx';
import { duration } from '../format/duration.ts';
import { originWords } from '../format/origin-words.ts';
import { bytes, counted } from '../format/quantity.ts';

/** What each origin has of a broadcast, and what it lacks. */
export function OriginList({ broadcast }: { readonly broadcast: BroadcastSnapshot }): ReactElement {
  return (
    <Panel title="Origins">
      <ul className="stack">
        {broadcast.origins.map((origin) => (
          <OriginCard key={origin.url} origin={origin} />
        ))}
      </ul>
    </Panel>
  );
}

function OriginCard({ origin }: { readonly origin: OriginSnapshot }): ReactElement {
  const { tone, icon, word } = originWords(origin);
  const { trouble } = origin;
  return (
    <li className="stack card">
      <div className="row">
        <strong className="break">{origin.url}</strong>
        <Badge tone={tone} icon={icon}>
          {word}
        </Badge>
        {origin.optional ? <span className="quiet">optional</span> : null}
      </div>
      {trouble === null ? null : (
        <Message
          tone={origin.state === 'blocked' ? 'bad' : 'warn'}
          title={trouble.message}
          code={trouble.code}
        >
          {trouble.cure}
        </Message>
      )}
      <Facts
        facts={[
          ['Verified', `${counted(origin.verifiedFiles, 'file')}, ${bytes(origin.verifiedBytes)}`],
          ['Left', leftWords(origin)],
          ['Blocked', origin.blockedFiles === 0 ? '' : counted(origin.blockedFiles, 'file')],
          ['Lost', origin.lostFiles === 0 ? '' : counted(origin.lostFiles, 'file')],
          ['Link', origin.networkInterface ?? ''],
        ]}
      />
    </li>
  );
}

function leftWords({ pendingFiles, pendingBytes, oldestUnverifiedSeconds }: OriginSnapshot): string {
  if (pendingFiles === 0) return '';
  const left = `${counted(pendingFiles, 'file')}, ${bytes(pendingBytes)}`;
  return oldestUnverifiedSeconds === null
    ? left
    : `${left}, the oldest for ${duration(oldestUnverifiedSeconds)}`;
}
