import type { ReactElement } from 'react';
import { Button } from '../design/button.tsx';
import { TextField } from './field.tsx';
import { nextPreset } from './presets.ts';
import { nextRowId, type VariantForm } from './settings-form.ts';
import type { FormProps } from './text-setting.tsx';

const maxVariants = 8;

/** The sizes and rates that a broadcast is encoded to. */
export function VariantList({ form, onChange }: FormProps): ReactElement {
  const { variants } = form;
  const set = (next: readonly VariantForm[]): void => onChange({ ...form, variants: next });
  const add = (): void => {
    const preset = nextPreset(variants.map(({ name }) => name)) ?? emptyVariant;
    set([...variants, { rowId: nextRowId(variants), ...preset }]);
  };
  return (
    <div className="stack">
      {variants.map((variant, index) => (
        <VariantCard
          key={variant.rowId}
          index={index}
          variant={variant}
          onChange={(next) => set(variants.map((one) => (one.rowId === next.rowId ? next : one)))}
          onRemove={() => set(variants.filter(({ rowId }) => rowId !== variant.rowId))}
        />
      ))}
      <div>
        <Button icon="film" disabled={variants.length >= maxVariants} onClick={add}>
          Add a variant
        </Button>
      </div>
    </div>
  );
}

const emptyVariant = { name: '', width: '', height: '', framesPerSecond: '', videoKbps: '', audioKbps: '' };

const fields = [
  ['name', 'Name', ''],
  ['width', 'Width', 'px'],
  ['height', 'Height', 'px'],
  ['framesPerSecond', 'Frames', 'a second'],
  ['videoKbps', 'Video', 'kbit/s'],
  ['audioKbps', 'Audio', 'kbit/s'],
] as const;

function VariantCard({ index, variant, onChange, onRemove }: VariantCardProps): ReactElement {
  return (
    <fieldset className="card variant">
      <legend>Variant {index + 1}</legend>
      <div className="variant-fields">
        {fields.map(([name, label, unit]) => (
          <TextField
            key={name}
            path={`variants.${index}.${name}`}
            label={label}
            {...(unit !== '' && { unit })}
            value={variant[name]}
            placeholder={name === 'audioKbps' ? '128' : undefined}
            inputMode={name === 'name' ? undefined : 'decimal'}
            onChange={(value) => onChange({ ...variant, [name]: value })}
          />
        ))}
      </div>
      <Button kind="danger" icon="cross" onClick={onRemove}>
        Remove variant {index + 1}
      </Button>
    </fieldset>
  );
}

type VariantCardProps = {
  readonly index: number;
  readonly variant: VariantForm;
  readonly onChange: (variant: VariantForm) => void;
  readonly onRemove: () => void;
};
