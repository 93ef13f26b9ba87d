import { type ReactElement, type ReactNode, useId } from 'react';
import { useFieldError } from './field-errors.tsx';

/** A labelled field with its unit, what it is for, and what is wrong with it. @param path in the configuration */
export function Field({ path, label, unit, hint, className = '', children }: FieldProps): ReactElement {
  const id = useId();
  const error = useFieldError(path);
  const described = [hint === undefined ? '' : `${id}-hint`, error === undefined ? '' : `${id}-error`];
  return (
    <div className={`field ${className}`}>
      <label htmlFor={id}>
        {label}
        {unit === undefined ? null : <span className="quiet"> {unit}</span>}
      </label>
      {children({
        id,
        className: 'input',
        'aria-invalid': error !== undefined,
        'aria-describedby': described.join(' ').trim() || undefined,
      })}
      {hint === undefined ? null : (
        <span id={`${id}-hint`} className="quiet hint">
          {hint}
        </span>
      )}
      {error === undefined ? null : (
        <span id={`${id}-error`} className="field-error">
          {error}
        </span>
      )}
    </div>
  );
}

export type FieldProps = {
  readonly path: string;
  readonly label: string;
  readonly unit?: string;
  readonly hint?: ReactNode;
  readonly className?: string;
  readonly children: (control: ControlProps) => ReactNode;
};

type ControlProps = {
  readonly id: string;
  readonly className: string;
  readonly 'aria-invalid': boolean;
  readonly 'aria-describedby': string | undefined;
};

/** A field of one line of text. */
export function TextField({
  value,
  onChange,
  placeholder,
  type = 'text',
  inputMode,
  ...field
}: TextFieldProps): ReactElement {
  return (
    <Field {...field}>
      {(control) => (
        <input
          {...control}
          type={type}
          inputMode={inputMode}
          value={value}
          placeholder={placeholder}
          spellCheck={false}
          autoComplete="off"
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Field>
  );
}

type TextFieldProps = Omit<FieldProps, 'children'> & {
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly placeholder?: string | undefined;
  readonly type?: 'text' | 'password';
  readonly inputMode?: 'decimal' | 'url' | undefined;
};
