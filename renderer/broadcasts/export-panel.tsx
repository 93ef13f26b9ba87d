import { type FormEvent, type ReactElement, useId, useState } from 'react';
import type { BroadcastSnapshot } from '../../contract/snapshot.ts';
import { Button } from '../design/button.tsx';
import { Panel } from '../design/panel.tsx';
import { Failure, Message } from '../design/tone.tsx';
import { PathButton } from '../desktop/path-button.tsx';
import { bytes, counted } from '../format/quantity.ts';
import { useTask } from '../state/use-task.ts';
import { TaskProgress } from './task-progress.tsx';

/** Hands an unfinished broadcast over to another machine, by a folder on the engine's. */
export function ExportPanel({ broadcast: { name, phase } }: ExportPanelProps): ReactElement {
  const run = useTask('export', name);
  const [folder, setFolder] = useState('');
  const id = useId();
  const start = (event: FormEvent): void => {
    event.preventDefault();
    void run.start({ broadcasts: [name], folder: folder.trim() });
  };
  if (phase === 'capturing')
    return (
      <Panel title="Hand over">
        <p>Once its capture has ended, its rest can be taken to another machine with a better link.</p>
      </Panel>
    );
  return (
    <Panel title="Hand over">
      <div className="stack">
        <form className="stack" onSubmit={start}>
          <p>
            What an origin still lacks is copied to a folder, as on a USB disk, and delivered from another
            machine with <code>surecast import</code>. From then on it is not delivered from here any more.
          </p>
          <div className="field">
            <label htmlFor={id}>Folder on the engine’s machine</label>
            <input
              id={id}
              className="input"
              value={folder}
              required
              placeholder="/media/usb"
              spellCheck={false}
              autoComplete="off"
              onChange={(event) => setFolder(event.target.value)}
            />
            <PathButton ask="chooseFolder" label="Choose a folder" onChosen={setFolder} />
          </div>
          {run.running ? (
            <TaskProgress
              label="Copying and reading back"
              progress={run.task?.progress ?? null}
              onCancel={run.cancel}
            />
          ) : (
            <div className="row">
              <Button type="submit" icon="upload">
                Export
              </Button>
            </div>
          )}
        </form>
        <div role="status" className="stack">
          {run.running
            ? null
            : run.result?.exported.map((each) => (
                <Message
                  key={each.broadcast}
                  tone={each.lostFiles === 0 ? 'good' : 'bad'}
                  title={`${counted(each.files, 'file')} (${bytes(each.bytes)}) lie in ${each.folder}, read back and the same.`}
                >
                  {each.lostFiles === 0
                    ? ''
                    : `${counted(each.lostFiles, 'file')} lost: not what was recorded any more. `}
                  There: <code>surecast import</code>, then <code>surecast drain</code>.
                </Message>
              ))}
          {run.result?.exported.length === 0 ? <p>Nothing is left to export.</p> : null}
        </div>
        <Failure error={run.running ? null : run.error} />
      </div>
    </Panel>
  );
}

type ExportPanelProps = { readonly broadcast: Pick<BroadcastSnapshot, 'name' | 'phase'> };
