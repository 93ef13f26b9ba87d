import { type ReactElement, useId } from 'react';
import type { DeviceReport } from '../../contract/devices-report.ts';
import { audioOptions } from './source-options.ts';

/** Which sound is taken with the picture of a camera or screen. */
export function AudioChoice({ audio, devices, onChange }: AudioChoiceProps): ReactElement {
  const id = useId();
  return (
    <div className="field settings-narrow">
      <label htmlFor={id}>Sound</label>
      <select id={id} className="input" value={audio} onChange={(event) => onChange(event.target.value)}>
        <option value="">None besides what the source carries itself</option>
        {audioOptions(devices, audio).map(([value, label]) => (
          <option key={value} value={value}>
            {label}
          </option>
        ))}
      </select>
    </div>
  );
}

type AudioChoiceProps = {
  readonly audio: string;
  readonly devices: readonly DeviceReport[];
  readonly onChange: (audio: string) => void;
};
