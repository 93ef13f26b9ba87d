import { type ReactElement, useState } from 'react';
import { defaultBroadcastName } from '../../contract/broadcast-name.ts';
import { Button } from '../design/button.tsx';
import { Dialog } from '../design/dialog.tsx';
import { Failure, Message } from '../design/tone.tsx';
import { CheckList } from '../preflight/check-list.tsx';
import { needsLook } from '../preflight/check-words.ts';
import { useGoLive } from './use-go-live.ts';

/** Asks for a name, runs the checks, and goes live: at once when nothing fails, else when told so. */
export function GoLiveDialog({ onClose }: { readonly onClose: () => void }): ReactElement {
  const [name, setName] = useState(() => defaultBroadcastName(new Date()));
  const { preflight, failed, busy, error, check, goLive } = useGoLive(name.trim(), onClose);
  return (
    <Dialog title="Go live" onClose={onClose}>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          check();
        }}
      >
        <NameField name={name} onChange={setName} />
        {preflight.running ? (
          <p role="status">Checking source, encoder, disk, clock, origins and uplink…</p>
        ) : null}
        {failed && preflight.error === null && preflight.result !== null ? (
          <>
            <Message tone="bad" title="The preflight found what would fail." role="alert" />
            <CheckList checks={preflight.result.checks.filter(needsLook)} />
          </>
        ) : null}
        {failed ? <Failure error={preflight.error} /> : null}
        <Failure error={error} />
        <div className="dialog-actions">
          <Button onClick={onClose}>Cancel</Button>
          {failed ? (
            <Button kind="danger" onClick={goLive}>
              Go live all the same
            </Button>
          ) : null}
          <Button kind="primary" icon={failed ? 'again' : 'dot'} type="submit" disabled={busy}>
            {failed ? 'Check again' : 'Go live'}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

type NameFieldProps = { readonly name: string; readonly onChange: (name: string) => void };

function NameField({ name, onChange }: NameFieldProps): ReactElement {
  return (
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
        onChange={({ target }) => onChange(target.value)}
      />
      <span className="quiet">Viewers see it in the address. An unfinished one of this name goes on.</span>
    </div>
  );
}
