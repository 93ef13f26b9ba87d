import { type ReactElement, useId } from 'react';
import type { LogLevel } from '../../contract/api/log-entry.ts';
import { Choice } from '../design/choice.tsx';

const words: Readonly<Record<LogLevel, string>> = {
  debug: 'Everything',
  info: 'Info',
  warning: 'Warnings',
  error: 'Errors',
};

/** By what the log is filtered: a level and worse, and words. */
export function LogFilterFields({
  level,
  levels,
  text,
  onLevel,
  onText,
}: LogFilterFieldsProps): ReactElement {
  const id = useId();
  return (
    <>
      <Choice
        label="Show"
        value={level}
        options={levels.map((one) => [one, words[one]])}
        onChange={onLevel}
      />
      <div className="field-beside log-words">
        <label htmlFor={id}>Words</label>
        <input
          id={id}
          type="search"
          className="input"
          value={text}
          maxLength={200}
          placeholder="origin, a code, a name …"
          onChange={(event) => onText(event.target.value)}
        />
      </div>
    </>
  );
}

type LogFilterFieldsProps = {
  readonly level: LogLevel;
  readonly levels: readonly LogLevel[];
  readonly text: string;
  readonly onLevel: (level: LogLevel) => void;
  readonly onText: (text: string) => void;
};
