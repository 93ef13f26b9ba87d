import { type ReactElement, useId } from 'react';

/** Which broadcast: all, or one by its name. */
export function BroadcastChoice({ names, value, onChange }: BroadcastChoiceProps): ReactElement {
  const id = useId();
  const options = value === '' || names.includes(value) ? names : [value, ...names];
  return (
    <div className="field-beside">
      <label htmlFor={id}>Broadcast</label>
      <select id={id} className="input" value={value} onChange={(event) => onChange(event.target.value)}>
        <option value="">All broadcasts</option>
        {options.map((name) => (
          <option key={name} value={name}>
            {name}
          </option>
        ))}
      </select>
    </div>
  );
}

type BroadcastChoiceProps = {
  readonly names: readonly string[];
  /** Empty: all. */
  readonly value: string;
  readonly onChange: (name: string) => void;
};
