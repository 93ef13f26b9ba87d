import type { FormEvent, ReactElement } from 'react';
import type { Settings } from '../../contract/api/settings.ts';
import { DeliverySection } from './delivery-section.tsx';
import { FieldErrorsContext } from './field-errors.tsx';
import { LeaveGuard } from './leave-guard.tsx';
import { OriginsSection } from './origins-section.tsx';
import { ProfileSection } from './profile-section.tsx';
import { SaveBar } from './save-bar.tsx';
import { SourceSection } from './source-section.tsx';
import { StorageSection } from './storage-section.tsx';
import { useHardware } from './use-hardware.ts';
import { useSettingsEditor } from './use-settings-editor.ts';
import { WebhooksSection } from './webhooks-section.tsx';

/** The form of the settings. */
export function SettingsEditorView({ settings, onSaved, onReload }: SettingsEditorViewProps): ReactElement {
  const editor = useSettingsEditor(settings, onSaved);
  const hardware = useHardware();
  const { form, change } = editor;
  const part = { form, onChange: change };
  // Nothing else is taken over: what was typed meanwhile stays, and stays based on what it was read from.
  const forgetKeys = (originUrl: string): void =>
    onSaved({ ...settings, originsWithKeys: settings.originsWithKeys.filter((url) => url !== originUrl) });
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const place = event.currentTarget;
    void editor.save().then(() => focusFirstError(place));
  };
  return (
    <FieldErrorsContext value={editor.errors}>
      <form className="settings" onSubmit={submit} noValidate aria-label="Settings">
        <SourceSection
          source={form.source}
          hardware={hardware}
          onChange={(source) => change({ ...form, source })}
        />
        <OriginsSection
          editor={editor}
          originsWithKeys={settings.originsWithKeys}
          onKeysForgotten={forgetKeys}
        />
        <ProfileSection {...part} hardware={hardware} />
        <DeliverySection {...part} />
        <StorageSection {...part} />
        <WebhooksSection {...part} />
        <SaveBar editor={editor} path={settings.path} onReload={onReload} />
      </form>
      <LeaveGuard isDirty={editor.isDirty} />
    </FieldErrorsContext>
  );
}

type SettingsEditorViewProps = {
  readonly settings: Settings;
  readonly onSaved: (settings: Settings) => void;
  /** Reads them again, with what was changed elsewhere. */
  readonly onReload: () => void;
};

/** Leads to what is wrong, also where it is folded away. */
function focusFirstError(form: HTMLFormElement): void {
  const field = form.querySelector<HTMLElement>('[aria-invalid="true"]');
  const folded = field?.closest('details');
  if (folded) folded.open = true;
  field?.focus();
}
