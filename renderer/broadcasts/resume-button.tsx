import { type ReactElement, useState } from 'react';
import { asCallError, type CallError, call } from '../api/call.ts';
import { Button } from '../design/button.tsx';
import { Dialog } from '../design/dialog.tsx';
import { Failure } from '../design/tone.tsx';

/** Goes live again with a broadcast whose capture was interrupted; asks before it does. */
export function ResumeButton({ name }: { readonly name: string }): ReactElement {
  const [isAsked, ask] = useState(false);
  const [error, setError] = useState<CallError | null>(null);
  const resume = async (): Promise<void> => {
    setError(null);
    try {
      await call('goLive', { body: { broadcast: name } });
      ask(false);
    } catch (thrown) {
      setError(asCallError(thrown));
    }
  };
  return (
    <div>
      <Button icon="dot" onClick={() => ask(true)}>
        Resume capture
      </Button>
      {isAsked ? (
        <Dialog title="Resume capture" onClose={() => ask(false)}>
          <p>
            <strong>{name}</strong> goes on air again, with the source of the settings.
          </p>
          <Failure error={error} />
          <div className="dialog-actions">
            <Button onClick={() => ask(false)}>Cancel</Button>
            <Button kind="primary" icon="dot" onClick={resume}>
              Resume
            </Button>
          </div>
        </Dialog>
      ) : null}
    </div>
  );
}
