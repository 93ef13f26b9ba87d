import type { ReactElement } from 'react';
import { Button } from '../design/button.tsx';
import { TextField } from './field.tsx';
import { isS3, type KeyForm } from './key-form.ts';
import { OriginKeysFields } from './origin-keys-fields.tsx';
import { OriginTest } from './origin-test.tsx';
import type { OriginForm } from './settings-form.ts';

/** One origin: where it is, how it is reached, and whether it works. @param index from 0 */
export function OriginCard({ index, origin, onChange, onRemove, ...rest }: OriginCardProps): ReactElement {
  const set = (change: Partial<OriginForm>): void => onChange({ ...origin, ...change });
  const path = `origins.${index}`;
  return (
    <fieldset className="card origin">
      <legend>Origin {index + 1}</legend>
      <div className="stack">
        <TextField
          path={`${path}.url`}
          label="Address"
          value={origin.url}
          placeholder="s3://bucket/prefix"
          hint="s3://BUCKET/PREFIX; surecast://HOST:PORT for a delivery network; or file:/FOLDER for a folder or a mounted share"
          onChange={(url) => set({ url })}
        />
        {isS3(origin.url) ? <S3Fields path={path} origin={origin} set={set} {...rest} /> : null}
        {origin.url.trim().startsWith('surecast:') ? (
          <TextField
            path={`${path}.publisherFile`}
            label="Publisher’s file"
            value={origin.publisherFile}
            placeholder="/etc/surecast/publisher.json"
            hint="On the machine that captures; from `surecast network publisher`. Empty: what SURECAST_PUBLISHER names"
            onChange={(publisherFile) => set({ publisherFile })}
          />
        ) : null}
        <label className="tick">
          <input
            type="checkbox"
            checked={origin.optional}
            onChange={() => set({ optional: !origin.optional })}
          />
          Optional: a broadcast does not wait for it at its end
        </label>
        <OriginTest origin={origin} keys={rest.keys} />
        <div>
          <Button kind="danger" icon="cross" onClick={onRemove}>
            Remove origin {index + 1}
          </Button>
        </div>
      </div>
    </fieldset>
  );
}

type KeyProps = {
  readonly keys: KeyForm;
  readonly hasKeys: boolean;
  readonly onKeys: (keys: KeyForm) => void;
  readonly onKeysForgotten: (originUrl: string) => void;
};

type OriginCardProps = KeyProps & {
  readonly index: number;
  readonly origin: OriginForm;
  readonly onChange: (origin: OriginForm) => void;
  readonly onRemove: () => void;
};

function S3Fields({ path, origin, set, ...keys }: S3FieldsProps): ReactElement {
  return (
    <>
      <div className="fields">
        <TextField
          path={`${path}.endpoint`}
          label="Endpoint"
          value={origin.endpoint}
          inputMode="url"
          placeholder="https://s3.example.com"
          hint="Empty: Amazon S3, or what the AWS profile of this machine says"
          onChange={(endpoint) => set({ endpoint })}
        />
        <TextField
          path={`${path}.region`}
          label="Region"
          value={origin.region}
          placeholder="us-east-1"
          hint="Empty: what the AWS profile says"
          onChange={(region) => set({ region })}
        />
      </div>
      <OriginKeysFields originUrl={origin.url.trim()} {...keys} />
    </>
  );
}

type S3FieldsProps = KeyProps & {
  readonly path: string;
  readonly origin: OriginForm;
  readonly set: (change: Partial<OriginForm>) => void;
};
