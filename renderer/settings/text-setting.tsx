import type { ReactElement } from 'react';
import { TextField } from './field.tsx';
import { type TextSetting as Name, type SettingsForm, textSettings } from './settings-form.ts';

/** What a part of the form is given: all of it, and how to replace it. */
export type FormProps = {
  readonly form: SettingsForm;
  readonly onChange: (form: SettingsForm) => void;
};

/** The form with one of its texts replaced. */
export const withText = (form: SettingsForm, name: Name, value: string): SettingsForm => ({
  ...form,
  texts: { ...form.texts, [name]: value },
});

/** A setting that is one text or number; empty: its default. */
export function TextSetting({ form, onChange, name, ...field }: TextSettingProps): ReactElement {
  return (
    <TextField
      {...field}
      path={name}
      value={form.texts[name]}
      inputMode={textSettings[name] === 'number' ? 'decimal' : undefined}
      onChange={(value) => onChange(withText(form, name, value))}
    />
  );
}

type TextSettingProps = FormProps & {
  readonly name: Name;
  readonly label: string;
  readonly unit?: string;
  readonly hint?: string;
  /** The default, shown while the field is empty. */
  readonly placeholder?: string;
};
