import { type ReactElement, useEffect, useState, useSyncExternalStore } from 'react';
import type { SourceSignal } from '../../contract/api/signal.ts';
import { Icon } from '../design/icon.tsx';
import { Badge } from '../design/tone.tsx';

const retryMs = 3000;

/** The picture that is captured, as it comes. It is asked for only while someone can see it. */
export function Preview({ source, signal }: PreviewProps): ReactElement {
  const visible = useSyncExternalStore(onVisibility, isVisible);
  const [round, setRound] = useState(0);
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    if (!failed) return;
    const timer = setTimeout(() => {
      setFailed(false);
      setRound((one) => one + 1);
    }, retryMs);
    return () => clearTimeout(timer);
  }, [failed]);
  const wanted = source !== null && visible && !failed;
  return (
    <figure className="preview">
      {wanted ? (
        <img src={`/api/preview.mjpeg?${round}`} alt="What is captured now" onError={() => setFailed(true)} />
      ) : (
        <div className="preview-none">
          <Icon name="monitor" size={34} />
          <p>{source === null ? 'Nothing is captured' : 'The picture is on its way'}</p>
        </div>
      )}
      <SignalSigns signal={source === null ? null : signal} />
      {source === null ? null : <figcaption title={source}>{source}</figcaption>}
    </figure>
  );
}

type PreviewProps = { readonly source: string | null; readonly signal: SourceSignal | null };

/** What is wrong with picture and sound themselves, on the picture. */
function SignalSigns({ signal }: { readonly signal: SourceSignal | null }): ReactElement | null {
  if (signal === null) return null;
  const signs = [
    ...(signal.blackSinceMs === null ? [] : ['Black']),
    ...(signal.frozenSinceMs === null ? [] : ['Frozen']),
    ...(signal.silentSinceMs === null ? [] : ['Silent']),
  ];
  return (
    <div className="preview-signs">
      {signs.map((sign) => (
        <Badge key={sign} tone="warn">
          {sign}
        </Badge>
      ))}
    </div>
  );
}

function onVisibility(changed: () => void): () => void {
  document.addEventListener('visibilitychange', changed);
  return () => document.removeEventListener('visibilitychange', changed);
}

const isVisible = (): boolean => document.visibilityState === 'visible';
