import type { ReactElement } from 'react';
import { Choice } from '../design/choice.tsx';
import { Panel } from '../design/panel.tsx';
import { Field } from './field.tsx';
import { presets } from './presets.ts';
import { nextRowId } from './settings-form.ts';
import { type FormProps, TextSetting, withText } from './text-setting.tsx';
import type { Hardware } from './use-hardware.ts';
import { VariantList } from './variant-list.tsx';

const sizes = [
  ['source', 'As the source has it'],
  ['chosen', 'Chosen sizes'],
] as const;

/** How the picture is encoded. */
export function ProfileSection({
  form,
  onChange,
  hardware,
}: FormProps & { readonly hardware: Hardware }): ReactElement {
  const { variants } = form;
  const choose = (size: 'source' | 'chosen'): void => {
    const first = presets[0];
    const next = size === 'source' || first === undefined ? [] : [{ rowId: nextRowId(variants), ...first }];
    onChange({ ...form, variants: next });
  };
  return (
    <Panel title="Encoder">
      <div className="stack">
        <Choice
          label="Picture size"
          value={variants.length === 0 ? 'source' : 'chosen'}
          options={sizes}
          onChange={choose}
        />
        {variants.length === 0 ? (
          <p className="quiet">One variant, with a bit rate that suits the size of the source.</p>
        ) : (
          <VariantList form={form} onChange={onChange} />
        )}
        <div className="fields">
          <TextSetting
            form={form}
            onChange={onChange}
            name="segmentSeconds"
            label="Segment length"
            unit="seconds"
            placeholder="2"
            hint="Shorter: viewers are closer to live. Longer: fewer files."
          />
        </div>
        <details>
          <summary>Advanced</summary>
          <div className="fields">
            <EncoderField form={form} onChange={onChange} hardware={hardware} />
            <Field path="container" label="Packaging">
              {(control) => (
                <select
                  {...control}
                  value={form.texts.container}
                  onChange={(event) => onChange(withText(form, 'container', event.target.value))}
                >
                  <option value="">As usual (MPEG-TS)</option>
                  <option value="ts">MPEG-TS</option>
                  <option value="fmp4">Fragmented MP4 (CMAF)</option>
                </select>
              )}
            </Field>
          </div>
        </details>
      </div>
    </Panel>
  );
}

function EncoderField({
  form,
  onChange,
  hardware,
}: FormProps & { readonly hardware: Hardware }): ReactElement {
  const chosen = form.texts.encoder;
  const known = hardware.report?.encoders ?? [];
  const isKnown = chosen === '' || known.some(({ name }) => name === chosen);
  return (
    <Field path="encoder" label="Video encoder" hint="Those that do not work here are named with the reason.">
      {(control) => (
        <select
          {...control}
          value={chosen}
          onChange={(event) => onChange(withText(form, 'encoder', event.target.value))}
        >
          <option value="">As usual (libx264)</option>
          {isKnown ? null : <option value={chosen}>{chosen}</option>}
          {known.map(({ name, works, reason }) => (
            <option key={name} value={name} disabled={!works && name !== chosen}>
              {works ? name : `${name}: ${reason}`}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}
