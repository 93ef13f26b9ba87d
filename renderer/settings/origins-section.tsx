import type { ReactElement } from 'react';
import { Button } from '../design/button.tsx';
import { Panel } from '../design/panel.tsx';
import { useFieldError } from './field-errors.tsx';
import { emptyKeys } from './key-form.ts';
import { OriginCard } from './origin-card.tsx';
import { emptyOrigin, nextRowId, type OriginForm } from './settings-form.ts';
import type { SettingsEditor } from './use-settings-editor.ts';

/** Where broadcasts are delivered to. */
export function OriginsSection({
  editor,
  originsWithKeys,
  onKeysForgotten,
}: OriginsSectionProps): ReactElement {
  const { form, change, keys, changeKeys } = editor;
  const error = useFieldError('origins');
  const { origins } = form;
  const set = (next: readonly OriginForm[]): void => change({ ...form, origins: next });
  return (
    <Panel
      title="Origins"
      aside={
        <Button icon="plug" onClick={() => set([...origins, emptyOrigin(nextRowId(origins))])}>
          Add an origin
        </Button>
      }
    >
      <div className="stack">
        {origins.length === 0 ? (
          <p>No origin is set: broadcasts are kept in a folder of this machine, and nothing leaves it.</p>
        ) : null}
        {error === undefined ? null : <p className="field-error">{error}</p>}
        {origins.map((origin, index) => (
          <OriginCard
            key={origin.rowId}
            index={index}
            origin={origin}
            keys={keys[origin.rowId] ?? emptyKeys}
            hasKeys={originsWithKeys.includes(origin.url.trim())}
            onChange={(next) => set(origins.map((one) => (one.rowId === next.rowId ? next : one)))}
            onKeys={(typed) => changeKeys(origin.rowId, typed)}
            onRemove={() => set(origins.filter(({ rowId }) => rowId !== origin.rowId))}
            onKeysForgotten={onKeysForgotten}
          />
        ))}
      </div>
    </Panel>
  );
}

type OriginsSectionProps = {
  readonly editor: SettingsEditor;
  readonly originsWithKeys: readonly string[];
  readonly onKeysForgotten: (originUrl: string) => void;
};
