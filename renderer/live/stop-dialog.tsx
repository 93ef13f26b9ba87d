import { type ReactElement, useState } from 'react';
import { asCallError, type CallError, call } from '../api/call.ts';
import { Button } from '../design/button.tsx';
import { Dialog } from '../design/dialog.tsx';
import { Failure } from '../design/tone.tsx';
import { consoleStore } from '../state/console-store.ts';
import { useStore } from '../state/use-store.ts';

/** Asks before the capture ends. The focus is on going on, so that Enter by habit stops nothing. */
export function StopDialog({ onClose }: { readonly onClose: () => void }): ReactElement {
  const broadcast = useStore(consoleStore, ({ snapshot }) => snapshot?.session.broadcast ?? null);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<CallError | null>(null);
  const stop = async (): Promise<void> => {
    setBusy(true);
    try {
      await call('stop');
      onClose();
    } catch (thrown) {
      setError(asCallError(thrown));
      setBusy(false);
    }
  };
  return (
    <Dialog title="Stop the broadcast?" onClose={onClose}>
      <p>
        The capture of {broadcast === null ? 'this broadcast' : <strong>{broadcast}</strong>} ends now. What
        was captured until then is still delivered and verified.
      </p>
      <Failure error={error} />
      <div className="dialog-actions">
        <Button autoFocus onClick={onClose}>
          Stay on air
        </Button>
        <Button kind="danger" icon="stop" disabled={busy} onClick={stop}>
          Stop
        </Button>
      </div>
    </Dialog>
  );
}
