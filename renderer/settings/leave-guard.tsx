import { type ReactElement, useEffect, useState } from 'react';
import { Button } from '../design/button.tsx';
import { Dialog } from '../design/dialog.tsx';
import { holdAddress, leaveFor } from '../frame/use-address.ts';

/** Asks before unsaved changes are lost: to another screen by a dialog, out of the page by the browser's own. */
export function LeaveGuard({ isDirty }: { readonly isDirty: boolean }): ReactElement | null {
  const [asked, setAsked] = useState<string | null>(null);
  useEffect(() => {
    if (!isDirty) return;
    const keep = (event: BeforeUnloadEvent): void => event.preventDefault();
    window.addEventListener('beforeunload', keep);
    const release = holdAddress(setAsked);
    return () => {
      window.removeEventListener('beforeunload', keep);
      release();
    };
  }, [isDirty]);
  if (asked === null) return null;
  return (
    <Dialog title="Unsaved changes" onClose={() => setAsked(null)}>
      <p>The settings were changed and not saved.</p>
      <div className="dialog-actions">
        <Button kind="danger" onClick={() => leaveFor(asked)}>
          Leave without saving
        </Button>
        <Button kind="primary" onClick={() => setAsked(null)}>
          Stay here
        </Button>
      </div>
    </Dialog>
  );
}
