import type { ReactElement } from 'react';
import { Panel } from '../design/panel.tsx';
import { TextField } from './field.tsx';
import type { SettingsForm } from './settings-form.ts';
import { type FormProps, TextSetting } from './text-setting.tsx';

/** What stays on this machine's disk. */
export function StorageSection({ form, onChange }: FormProps): ReactElement {
  const { retention } = form;
  const set = (change: Partial<SettingsForm['retention']>): void =>
    onChange({ ...form, retention: { ...retention, ...change } });
  return (
    <Panel title="Disk">
      <div className="stack">
        <p className="quiet">Only what every origin has, verified, is ever removed.</p>
        <div className="fields">
          <TextField
            path="retention.keepHours"
            label="Keep delivered media for"
            unit="hours"
            value={retention.keepHours}
            inputMode="decimal"
            placeholder="ever"
            onChange={(keepHours) => set({ keepHours })}
          />
          <TextField
            path="retention.maxGigabytes"
            label="Keep at most"
            unit="GB"
            value={retention.maxGigabytes}
            inputMode="decimal"
            placeholder="no limit"
            onChange={(maxGigabytes) => set({ maxGigabytes })}
          />
        </div>
        <label className="tick">
          <input
            type="checkbox"
            checked={retention.whenFull}
            onChange={() => set({ whenFull: !retention.whenFull })}
          />
          When the disk gets full, remove the oldest rather than stop the capture
        </label>
        <details>
          <summary>Advanced</summary>
          <div className="fields">
            <TextSetting
              form={form}
              onChange={onChange}
              name="diskReserveMegabytes"
              label="Room that capture leaves for delivery"
              unit="MB"
              placeholder="a twentieth of the disk, at most 1000"
            />
          </div>
        </details>
      </div>
    </Panel>
  );
}
