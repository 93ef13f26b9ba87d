import { type ReactElement, useState } from 'react';
import { asCallError, type CallError, call } from '../api/call.ts';
import { Button } from '../design/button.tsx';
import { Failure } from '../design/tone.tsx';

/** A real picture of a source, taken when it is asked for. */
export function Thumbnail({ source, label }: ThumbnailProps): ReactElement {
  const [picture, setPicture] = useState<string | null>(null);
  const [error, setError] = useState<CallError | null>(null);
  const [isTaking, setTaking] = useState(false);
  const take = async (): Promise<void> => {
    setTaking(true);
    setError(null);
    try {
      setPicture((await call('thumbnail', { body: { source } })).picture);
    } catch (thrown) {
      setPicture(null);
      setError(asCallError(thrown));
    }
    setTaking(false);
  };
  return (
    <div className="stack">
      {picture === null ? null : <img className="thumbnail" src={picture} alt={`${label} just now`} />}
      <Failure error={error} />
      <div>
        <Button icon="film" disabled={isTaking || source === ''} onClick={take}>
          <span>
            {isTaking ? 'Taking a picture …' : picture === null ? 'Show picture' : 'Show again'}
            <span className="unseen"> of {label}</span>
          </span>
        </Button>
      </div>
    </div>
  );
}

type ThumbnailProps = { readonly source: string; readonly label: string };
