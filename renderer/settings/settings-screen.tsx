import { type ReactElement, useState } from 'react';
import type { Settings } from '../../contract/api/settings.ts';
import { call } from '../api/call.ts';
import { Failure } from '../design/tone.tsx';
import { OperatorsOnly } from '../frame/operators-only.tsx';
import { useAnswer } from '../state/use-answer.ts';
import { SettingsEditorView } from './settings-editor-view.tsx';
import './settings.css';

/** What the next broadcast is made with: `#/settings`. */
export default function SettingsScreen(): ReactElement {
  return (
    <>
      <h1 className="unseen">Settings</h1>
      <OperatorsOnly what="Settings are">
        <SettingsAsRead />
      </OperatorsOnly>
    </>
  );
}

function SettingsAsRead(): ReactElement {
  const { value, error, again } = useAnswer('settings', (signal) => call('settings', undefined, signal));
  const [saved, setSaved] = useState<Settings | null>(null);
  const settings = newest(value, saved);
  return (
    <>
      <Failure error={error} />
      {settings === null && error === null ? <p className="quiet">Reading the settings …</p> : null}
      {settings === null ? null : (
        <SettingsEditorView
          key={value?.version}
          settings={settings}
          onSaved={setSaved}
          onReload={() => {
            setSaved(null);
            again();
          }}
        />
      )}
    </>
  );
}

const newest = (read: Settings | null, saved: Settings | null): Settings | null => saved ?? read;
