import type { ReactElement } from 'react';
import { Button } from '../design/button.tsx';
import { Failure, Message } from '../design/tone.tsx';
import { counted } from '../format/quantity.ts';
import type { SettingsEditor } from './use-settings-editor.ts';

/** Saves the form, and says how it stands. */
export function SaveBar({ editor, path, onReload }: SaveBarProps): ReactElement {
  const { errors, failure, isDirty, status } = editor;
  const wrong = Object.keys(errors).length;
  return (
    <div className="save-bar stack">
      <Failure error={failure} />
      {failure?.code === 'CONFIG_CHANGED' ? (
        <div>
          <Button icon="again" onClick={onReload}>
            Read the settings again
          </Button>
        </div>
      ) : null}
      {wrong > 0 ? (
        <Message tone="bad" title={`Not saved: ${counted(wrong, 'setting')} cannot be used.`} role="alert">
          What is wrong stands at each of them.
        </Message>
      ) : null}
      <div className="row">
        <Button type="submit" kind="primary" icon="check" disabled={!isDirty || status === 'saving'}>
          Save
        </Button>
        <Button disabled={!isDirty || status === 'saving'} onClick={editor.discard}>
          Discard changes
        </Button>
        <p role="status" className="save-status">
          {words(editor)}
        </p>
        <p className="quiet break save-path">{path === null ? 'Saving makes a configuration file.' : path}</p>
      </div>
    </div>
  );
}

type SaveBarProps = {
  readonly editor: SettingsEditor;
  readonly path: string | null;
  readonly onReload: () => void;
};

function words({ isDirty, status }: SettingsEditor): string {
  if (status === 'saving') return 'Saving …';
  if (isDirty) return 'Unsaved changes';
  return status === 'saved' ? 'Saved. It holds from the next broadcast on.' : 'No changes';
}
