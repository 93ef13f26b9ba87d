import { type ReactElement, useRef, useState } from 'react';
import { type LogLevel, logLevels } from '../../contract/api/log-entry.ts';
import { Button } from '../design/button.tsx';
import { Panel } from '../design/panel.tsx';
import { Failure } from '../design/tone.tsx';
import { count } from '../format/quantity.ts';
import { CopyButton } from './copy-button.tsx';
import { logText } from './log-filter.ts';
import { LogFilterFields } from './log-filter-fields.tsx';
import { LogLines } from './log-lines.tsx';
import './logs.css';
import { useMayAct } from '../state/use-may-act.ts';
import { SupportBundle } from './support-bundle.tsx';
import { type Log, useLog } from './use-log.ts';

/** What the program says, as it says it: `#/logs`. */
export default function LogsScreen(): ReactElement {
  const mayAct = useMayAct();
  const [level, setLevel] = useState<LogLevel>('info');
  const [text, setText] = useState('');
  const log = useLog({ level, text });
  const [isPaused, setPaused] = useState(false);
  const lines = usePaused(log.lines, isPaused);
  return (
    <div className="stack">
      <h1 className="unseen">Logs</h1>
      <Panel title="Log" aside={<Shown log={log} shown={lines?.length ?? 0} isPaused={isPaused} />}>
        <div className="stack">
          <div className="row">
            <LogFilterFields
              level={level}
              levels={logLevels}
              text={text}
              onLevel={setLevel}
              onText={setText}
            />
            <div className="row log-actions">
              <Button icon={isPaused ? 'play' : 'pause'} onClick={() => setPaused(!isPaused)}>
                {isPaused ? 'Follow' : 'Pause'}
              </Button>
              <CopyButton text={() => logText(lines ?? [])} />
            </div>
          </div>
          <Failure error={log.error} />
          {lines === null || lines.length > 0 ? (
            <LogLines lines={lines ?? []} isFollowed={!isPaused} onLeave={() => setPaused(true)} />
          ) : (
            <p>{log.total === 0 ? 'Nothing of this level was logged.' : 'No line holds these words.'}</p>
          )}
        </div>
      </Panel>
      {mayAct ? <SupportBundle /> : null}
    </div>
  );
}

/** The lines as they were when it was paused. */
function usePaused(lines: Log['lines'], isPaused: boolean): Log['lines'] {
  const held = useRef<Log['lines']>(null);
  if (!isPaused) held.current = lines;
  return isPaused ? (held.current ?? lines) : lines;
}

function Shown({ log, shown, isPaused }: ShownProps): ReactElement {
  const newer = isPaused ? Math.max(0, (log.lines?.length ?? 0) - shown) : 0;
  return (
    <p className="quiet" role="status">
      {isPaused ? `Paused${newer > 0 ? `, ${count(newer)} more since` : ''}` : 'Following'} · {count(shown)}{' '}
      of {count(log.total)} lines
    </p>
  );
}

type ShownProps = { readonly log: Log; readonly shown: number; readonly isPaused: boolean };
