import { type ReactElement, useMemo } from 'react';
import { call } from '../api/call.ts';
import { Panel } from '../design/panel.tsx';
import { Failure, Message } from '../design/tone.tsx';
import type { ScreenProps } from '../frame/screen-props.ts';
import { consoleStore } from '../state/console-store.ts';
import { useAnswer } from '../state/use-answer.ts';
import { useStore } from '../state/use-store.ts';
import { BroadcastDetails } from './broadcast-details.tsx';
import { BroadcastList } from './broadcast-list.tsx';
import { sortBroadcasts } from './broadcast-words.ts';
import './broadcasts.css';

const everyMs = 5000;

/** Past broadcasts and the one on air: `#/broadcasts`, `#/broadcasts/NAME`. */
export default function BroadcastsScreen({ rest }: ScreenProps): ReactElement {
  // Asked anew with each change on air, so that nothing that has just ended looks interrupted.
  const onAir = useStore(
    consoleStore,
    ({ snapshot }) => `${snapshot?.session.state} ${snapshot?.broadcast?.phase}`,
  );
  const { value, error } = useAnswer(onAir, (signal) => call('status', undefined, signal), everyMs);
  const broadcasts = useMemo(() => sortBroadcasts(value?.broadcasts ?? []), [value]);
  const chosen = rest === '' ? broadcasts[0] : broadcasts.find(({ name }) => name === rest);
  return (
    <div className="broadcasts">
      <h1 className="unseen">Broadcasts</h1>
      <Failure error={error} />
      {value === null ? <p className="quiet">Asking …</p> : null}
      {value !== null && broadcasts.length === 0 ? (
        <Panel title="Broadcasts">
          <p>Nothing was recorded yet. What goes live appears here, and stays.</p>
        </Panel>
      ) : null}
      {broadcasts.length > 0 ? <BroadcastList broadcasts={broadcasts} chosen={chosen?.name} /> : null}
      {chosen === undefined ? null : <BroadcastDetails key={chosen.name} broadcast={chosen} />}
      {value !== null && rest !== '' && chosen === undefined ? (
        <Message tone="warn" title={`There is no broadcast ${rest} here.`}>
          Choose one from the list.
        </Message>
      ) : null}
    </div>
  );
}
