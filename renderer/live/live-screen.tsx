import type { ReactElement } from 'react';
import { call } from '../api/call.ts';
import { Panel } from '../design/panel.tsx';
import { duration } from '../format/duration.ts';
import { bitRate, bytes, counted } from '../format/quantity.ts';
import { consoleStore } from '../state/console-store.ts';
import { useAnswer } from '../state/use-answer.ts';
import { useStore } from '../state/use-store.ts';

/** What a crew looks at during an event. */
export function LiveScreen(): ReactElement | null {
  const snapshot = useStore(consoleStore, (state) => state.snapshot);
  const rates = useAnswer('rates', (signal) => call('rates', undefined, signal), 2000);
  if (snapshot === null) return null;
  const newest = rates.value?.lastMinute.at(-1);
  const { backlog } = snapshot;
  return (
    <Panel title="Backlog">
      <p className="number">
        {counted(backlog.files, 'file')}, {bytes(backlog.bytes)}, {duration(backlog.mediaSeconds)}
      </p>
      {newest === undefined ? null : <p className="number">{bitRate(newest.uplinkBitsPerSecond)}</p>}
    </Panel>
  );
}
