import { type ReactElement, useState } from 'react';
import { asCallError, type CallError, call } from '../api/call.ts';
import { Button } from '../design/button.tsx';
import { Badge, Failure } from '../design/tone.tsx';
import { TextField } from './field.tsx';
import type { KeyForm } from './key-form.ts';

/** The S3 keys of an origin: typed, sent once, and never shown again. */
export function OriginKeysFields({ originUrl, keys, hasKeys, onKeys, onKeysForgotten }: Props): ReactElement {
  const hint = hasKeys ? 'Empty: the keys that are kept' : 'Empty: those of this machine’s AWS profile';
  return (
    <>
      <div className="fields">
        <TextField
          path="keys"
          label="Access key"
          value={keys.accessKeyId}
          hint={hint}
          onChange={(accessKeyId) => onKeys({ ...keys, accessKeyId })}
        />
        <TextField
          path="keys"
          label="Secret key"
          type="password"
          value={keys.secretAccessKey}
          hint="Kept apart from the configuration file; never shown again"
          onChange={(secretAccessKey) => onKeys({ ...keys, secretAccessKey })}
        />
      </div>
      {hasKeys ? <KeptKeys originUrl={originUrl} onForgotten={onKeysForgotten} /> : null}
    </>
  );
}

type Props = {
  readonly originUrl: string;
  readonly keys: KeyForm;
  /** Whether keys are kept for this origin. */
  readonly hasKeys: boolean;
  readonly onKeys: (keys: KeyForm) => void;
  readonly onKeysForgotten: (originUrl: string) => void;
};

function KeptKeys({ originUrl, onForgotten }: KeptKeysProps): ReactElement {
  const [error, setError] = useState<CallError | null>(null);
  const forget = async (): Promise<void> => {
    setError(null);
    try {
      await call('forgetOriginKeys', { body: { originUrl } });
      onForgotten(originUrl);
    } catch (thrown) {
      setError(asCallError(thrown));
    }
  };
  return (
    <>
      <div className="row">
        <Badge tone="good">Keys are kept</Badge>
        <Button onClick={forget}>Forget the keys</Button>
      </div>
      <Failure error={error} />
    </>
  );
}

type KeptKeysProps = { readonly originUrl: string; readonly onForgotten: (originUrl: string) => void };
