import { type ReactElement, useId, useState } from 'react';
import { Button } from '../design/button.tsx';
import { Panel } from '../design/panel.tsx';
import { Failure } from '../design/tone.tsx';
import { useTask } from '../state/use-task.ts';
import { TaskProgress } from './task-progress.tsx';
import { VerifyReportView } from './verify-report-view.tsx';

/** Asks the origins about each object of a broadcast again. */
export function VerifyPanel({ name }: { readonly name: string }): ReactElement {
  const verify = useTask('verify', name);
  const [isDeep, setDeep] = useState(false);
  const id = useId();
  return (
    <Panel title="Verify again">
      <div className="stack">
        {verify.running ? (
          <TaskProgress
            label="Asking the origins"
            progress={verify.task?.progress ?? null}
            onCancel={verify.cancel}
          />
        ) : (
          <div className="row">
            <Button icon="check" onClick={() => verify.start({ broadcast: name, deep: isDeep })}>
              Verify again
            </Button>
            <label className="tick" htmlFor={id}>
              <input id={id} type="checkbox" checked={isDeep} onChange={() => setDeep(!isDeep)} />
              Read each object back whole
            </label>
          </div>
        )}
        <p className="quiet">
          Each object is asked about in a request of its own; playlists and receipts are checked against them.
          Nothing is changed.
        </p>
        <div role="status" className="stack">
          {verify.running || verify.result === null ? null : <VerifyReportView report={verify.result} />}
          {verify.task?.state === 'cancelled' && !verify.running ? <p>Cancelled.</p> : null}
        </div>
        <Failure error={verify.running ? null : verify.error} />
      </div>
    </Panel>
  );
}
