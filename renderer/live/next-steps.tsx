import type { ReactElement } from 'react';
import type { ConsoleSnapshot } from '../../contract/api/console-snapshot.ts';
import { consoleActions } from '../../contract/console-actions.ts';
import type { BroadcastSnapshot } from '../../contract/snapshot.ts';
import { call } from '../api/call.ts';
import { broadcastWords } from '../broadcasts/broadcast-words.ts';
import { Panel } from '../design/panel.tsx';
import { Badge } from '../design/tone.tsx';
import { counted } from '../format/quantity.ts';
import { addressOf } from '../frame/address.ts';
import { useAnswer } from '../state/use-answer.ts';
import { chosenFacts } from './chosen-facts.ts';

/** While nothing is captured: what to press, what then happens, and what is left from before. */
export function NextSteps({ snapshot }: { readonly snapshot: ConsoleSnapshot }): ReactElement {
  const settings = useAnswer('settings', (signal) => call('settings', undefined, signal));
  const { broadcast, unfinished } = snapshot;
  return (
    <Panel
      title="What happens next"
      className="next-steps"
      aside={
        <a className="button" href={addressOf('preflight')}>
          Check everything first
        </a>
      }
    >
      <ol>
        <li>
          <strong>Press Go live</strong> (or the key{' '}
          <kbd className="key">{consoleActions.goLive.keyName}</kbd>). The checks run first, and what would
          fail is shown.
        </li>
        <li>
          <strong>Watch the segments</strong> move from captured to verified: what is verified is safe at the
          origin.
        </li>
        <li>
          <strong>Press Stop</strong> at the end. The rest is delivered, and a signed receipt says what
          arrived.
        </li>
      </ol>
      {settings.value === null ? null : (
        <dl className="next-facts">
          {chosenFacts(settings.value.config).map(({ name, value }) => (
            <div key={name} className="next-fact">
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      )}
      {broadcast === null ? null : (
        <p>
          <LastWord broadcast={broadcast} /> Last broadcast:{' '}
          <a href={addressOf('broadcasts', broadcast.name)}>{broadcast.name}</a>, with its receipt and its
          recording.
        </p>
      )}
      {unfinished.length === 0 ? null : (
        <p>
          {counted(unfinished.length, 'earlier broadcast still lacks', 'earlier broadcasts still lack')}{' '}
          something at an origin; it is delivered meanwhile.
        </p>
      )}
    </Panel>
  );
}

function LastWord({ broadcast }: { readonly broadcast: BroadcastSnapshot }): ReactElement {
  const { tone, icon, word } = broadcastWords(broadcast, null);
  return (
    <Badge tone={tone} icon={icon}>
      {word}
    </Badge>
  );
}
