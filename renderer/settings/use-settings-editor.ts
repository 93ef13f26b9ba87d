import { useMemo, useState } from 'react';
import type { Settings } from '../../contract/api/settings.ts';
import { asCallError, type CallError, call } from '../api/call.ts';
import { checkSettings, type FieldErrors } from './check-settings.ts';
import { type KeyForm, type KeyForms, keysOf, noKeys } from './key-form.ts';
import { readConfig } from './read-config.ts';
import type { SettingsForm } from './settings-form.ts';

export type SettingsEditor = {
  readonly form: SettingsForm;
  readonly change: (form: SettingsForm) => void;
  /** Keys as they are typed, by the row of their origin; gone once they are kept. */
  readonly keys: KeyForms;
  readonly changeKeys: (rowId: number, keys: KeyForm) => void;
  /** What is wrong, from the first try to save on. */
  readonly errors: FieldErrors;
  readonly isDirty: boolean;
  readonly status: 'editing' | 'saving' | 'saved';
  readonly failure: CallError | null;
  readonly save: () => Promise<void>;
  readonly discard: () => void;
};

/** The form over settings that were read, until it is saved. @param onSaved told what the engine then has */
export function useSettingsEditor(saved: Settings, onSaved: (settings: Settings) => void): SettingsEditor {
  const original = useMemo(() => readConfig(saved.config), [saved]);
  const [form, setForm] = useState(original);
  const [keys, setKeys] = useState<KeyForms>(noKeys);
  const [isTried, setTried] = useState(false);
  const [status, setStatus] = useState<SettingsEditor['status']>('editing');
  const [failure, setFailure] = useState<CallError | null>(null);
  const checked = useMemo(() => checkSettings(form, saved.config), [form, saved]);
  const touch = (): void => setStatus('editing');

  const save = async (): Promise<void> => {
    setTried(true);
    if (!checked.ok) return;
    setStatus('saving');
    setFailure(null);
    try {
      const answer = await call('changeSettings', {
        body: { config: checked.config, version: saved.version },
      });
      const typed = keysOf(form.origins, keys);
      for (const body of typed) await call('keepOriginKeys', { body });
      const settled = typed.length === 0 ? answer : await call('settings');
      setForm(readConfig(settled.config));
      setKeys(noKeys);
      setTried(false);
      setStatus('saved');
      onSaved(settled);
    } catch (thrown) {
      setFailure(asCallError(thrown));
      setStatus('editing');
    }
  };
  return {
    form,
    change: (next) => {
      touch();
      setForm(next);
    },
    keys,
    changeKeys: (rowId, typed) => {
      touch();
      setKeys({ ...keys, [rowId]: typed });
    },
    errors: isTried && !checked.ok ? checked.errors : {},
    isDirty: JSON.stringify(form) !== JSON.stringify(original) || keysOf(form.origins, keys).length > 0,
    status,
    failure,
    save,
    discard: () => {
      setForm(original);
      setKeys(noKeys);
      setTried(false);
      setFailure(null);
    },
  };
}
