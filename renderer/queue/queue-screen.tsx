import { type ReactElement, useState } from 'react';
import { call } from '../api/call.ts';
import { Choice } from '../design/choice.tsx';
import { Panel } from '../design/panel.tsx';
import { Failure } from '../design/tone.tsx';
import { counted } from '../format/quantity.ts';
import { addressOf } from '../frame/address.ts';
import type { ScreenProps } from '../frame/screen-props.ts';
import { useAnswer } from '../state/use-answer.ts';
import { BroadcastChoice } from './broadcast-choice.tsx';
import { rowAt } from './page-cache.ts';
import './queue.css';
import { UploadDetails } from './upload-details.tsx';
import { UploadList } from './upload-list.tsx';
import { type QueueFilter, useQueuePages } from './use-queue-pages.ts';

const shows = [
  ['pending', 'Waiting'],
  ['blocked', 'Blocked'],
  ['all', 'All'],
] as const;

const nothing: Readonly<Record<QueueFilter['show'], string>> = {
  pending: 'Nothing waits: every file is delivered and verified.',
  blocked: 'Nothing is blocked.',
  all: 'Nothing was recorded yet.',
};

/** Every file on its way to an origin: `#/queue`, `#/queue/BROADCAST`. */
export default function QueueScreen({ rest }: ScreenProps): ReactElement {
  const [show, setShow] = useState<QueueFilter['show']>('pending');
  const [active, setActive] = useState<number | null>(null);
  const broadcast = rest === '' ? undefined : rest;
  const { cache, error, see } = useQueuePages({ show, broadcast });
  const known = useAnswer('broadcasts', (signal) => call('status', undefined, signal), 15_000);
  const names = known.value?.broadcasts.map(({ name }) => name) ?? [];
  const choose = (change: () => void): void => {
    setActive(null);
    change();
  };
  return (
    <div className="queue">
      <h1 className="unseen">Queue</h1>
      <div className="row queue-filter">
        <Choice label="Show" value={show} options={shows} onChange={(next) => choose(() => setShow(next))} />
        <BroadcastChoice
          names={names}
          value={rest}
          onChange={(name) => choose(() => window.location.assign(addressOf('queue', name)))}
        />
        <p role="status" className="queue-total">
          {cache.total === null ? 'Asking …' : counted(cache.total, 'file')}
        </p>
      </div>
      <Failure error={error} />
      {cache.total === 0 ? (
        <Panel title="Uploads">
          <p>{nothing[show]}</p>
        </Panel>
      ) : (
        <UploadList key={`${show} ${rest}`} cache={cache} active={active} onActive={setActive} onSee={see} />
      )}
      {cache.total === 0 ? null : <UploadDetails item={active === null ? undefined : rowAt(cache, active)} />}
    </div>
  );
}
