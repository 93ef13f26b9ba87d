import type { ReactElement } from 'react';
import { Badge } from '../design/tone.tsx';
import { useAnswer } from '../state/use-answer.ts';
import { callDesktop, isInDesktop } from './call-desktop.ts';

const everyMs = 60_000;

/** Says in the desktop window that an update lies ready; nothing is asked of anybody. */
export function UpdateHint(): ReactElement | null {
  return isInDesktop() ? <Hint /> : null;
}

function Hint(): ReactElement {
  const { value } = useAnswer('describe', () => callDesktop('describe', {}), everyMs);
  return (
    <p role="status">
      {value?.updateReady === true ? (
        <Badge tone="note" icon="download">
          Update ready<span className="unseen">, installed when Surecast is quit</span>
        </Badge>
      ) : null}
    </p>
  );
}
