import { type FormEvent, type ReactElement, useEffect, useState } from 'react';
import { defaultBroadcastName } from '../../contract/broadcast-name.ts';
import { asCallError, type CallError, call } from '../api/call.ts';
import { Button } from '../design/button.tsx';
import { Dialog } from '../design/dialog.tsx';
import { Failure, Message } from '../design/tone.tsx';
import { CheckList } from '../preflight/check-list.tsx';
import { needsLook } from '../preflight/check-words.ts';
import { useTask } from '../state/use-task.ts';

/** Asks for a name, runs the preflight meanwhile, and goes live: at once when nothing fails, else when told so. */
export function GoLiveDialog({ onClose }: { readonly onClose: () => void }): ReactElement {
  const [name, setName] = useState(() => defaultBroadcastName(new Date()));
  const preflight = useTask('preflight');
  const [wanted, setWanted] = useState(false);
  const [error, setError] = useState<CallError | null>(null);
  const goLive = async (): Promise<void> => {
    setWanted(false);
    setError(null);
    try {
      await call('goLive', { body: { broadcast: name.trim() } });
      onClose();
    } catch (thrown) {
      setError(asCallError(thrown));
    }
  };
  const begin = (event: FormEvent): void => {
    event.preventDefault();
    setWanted(true);
    void preflight.start({});
  };
  const report = preflight.result;
  const passed = wanted && !preflight.running && report?.ok === true;
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when the checks have passed
  useEffect(() => {
    if (passed) void goLive();
  }, [passed]);
  const failed = wanted && !preflight.running && (report?.ok === false || preflight.error !== null);
  return (
    <Dialog title="Go live" onClose={onClose}>
      <form onSubmit={begin} className="stack">
        <div className="field">
          <label htmlFor="broadcast-name">Name of the broadcast</label>
          <input
            id="broadcast-name"
            className="input"
            value={name}
            maxLength={100}
            required
            pattern="[A-Za-z0-9][A-Za-z0-9._\-]*"
            title="Letters, digits, dots, underscores and hyphens; begins with a letter or digit"
            spellCheck={false}
            autoComplete="off"
            onChange={({ target }) => setName(target.value)}
          />
          <span className="quiet">
            Viewers see it in the address. An unfinished one of this name goes on.
          </span>
        </div>
        {preflight.running ? (
          <p role="status">Checking source, encoder, disk, clock, origins and uplink…</p>
        ) : null}
        {failed && report !== null ? (
          <>
            <Message tone="bad" title="The preflight found what would fail." role="alert" />
            <CheckList checks={report.checks.filter(needsLook)} />
          </>
        ) : null}
        {wanted ? <Failure error={preflight.error} /> : null}
        <Failure error={error} />
        <div className="dialog-actions">
          <Button onClick={onClose}>Cancel</Button>
          {failed ? (
            <Button kind="danger" onClick={goLive}>
              Go live all the same
            </Button>
          ) : null}
          <Button kind="primary" icon={failed ? 'again' : 'dot'} type="submit" disabled={preflight.running}>
            {failed ? 'Check again' : 'Go live'}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
