import type { ReactElement } from 'react';
import { Message } from '../design/tone.tsx';
import { ago } from '../format/duration.ts';
import { consoleStore } from '../state/console-store.ts';
import { useNow } from '../state/use-now.ts';
import { useStore } from '../state/use-store.ts';

/** Says when what stands on the page is old, and how old; nothing while the engine is there. */
export function LinkBanner(): ReactElement | null {
  const link = useStore(consoleStore, (state) => state.link);
  const receivedAtMs = useStore(consoleStore, (state) => state.receivedAtMs);
  const session = useStore(consoleStore, ({ snapshot }) => snapshot?.session);
  const offsetMs = useStore(consoleStore, (state) => state.clockOffsetMs);
  const nowMs = useNow() - offsetMs;
  if (link.state === 'refused')
    return (
      <Message tone="warn" title={link.message} role="alert">
        {link.cure} <a href="/login">Log in with the password</a>
      </Message>
    );
  if (link.state !== 'lost') return null;
  const known =
    receivedAtMs === null
      ? 'Nothing is known yet.'
      : `What is shown is as it was ${ago((nowMs - receivedAtMs) / 1000)}.`;
  const over = session?.state === 'idle' || session?.state === 'stopping';
  return (
    <div className="frame-message">
      <Message tone={over ? 'note' : 'bad'} title="Connection lost" role="alert">
        The engine does not answer this page. {known}{' '}
        {over
          ? 'Nothing was being captured then, so that the program may just have ended; what is left to deliver is delivered when it is started again.'
          : 'A broadcast on air does not need the page. It is asked again by itself every few seconds.'}
      </Message>
    </div>
  );
}
