import type { ReactElement } from 'react';
import type { BroadcastSnapshot } from '../../contract/snapshot.ts';
import { Message } from '../design/tone.tsx';
import { addressOf } from '../frame/address.ts';
import { canGoLive } from '../live/session-words.ts';
import { consoleStore } from '../state/console-store.ts';
import { useMayAct } from '../state/use-may-act.ts';
import { useOnAir } from '../state/use-on-air.ts';
import { useStore } from '../state/use-store.ts';
import { ResumeButton } from './resume-button.tsx';

/** What goes on by itself with an unfinished broadcast, and what a person can do about it. */
export function NextStep({ broadcast }: { readonly broadcast: BroadcastSnapshot }): ReactElement | null {
  const onAir = useOnAir();
  const mayAct = useMayAct();
  const isFree = useStore(
    consoleStore,
    ({ snapshot }) => snapshot !== null && canGoLive(snapshot.session.state),
  );
  const { name, phase, handedOverAt, origins } = broadcast;
  if (phase === 'complete') return null;
  if (handedOverAt !== null)
    return (
      <Message tone="neutral" title="It was handed over, and is delivered elsewhere.">
        <code>surecast export --undo {name}</code> takes it back, if no other machine delivers it.
      </Message>
    );
  if (name === onAir) return null;
  const lacks = origins.some(({ complete, optional }) => !complete && !optional);
  return (
    <>
      {phase === 'capturing' ? (
        <Message tone="warn" title="Its capture was interrupted.">
          Resumed, it goes on where it stopped, with a gap for what nobody captured in between.
        </Message>
      ) : null}
      {lacks ? (
        <p>
          What is left is delivered by itself while this program runs.{' '}
          {phase === 'delivering' ? 'Until then it can be resumed, as when it was stopped by mistake. ' : ''}
          <a href={addressOf('queue', name)}>Its files in the queue</a>
        </p>
      ) : null}
      {isFree && mayAct && (phase === 'capturing' || lacks) ? <ResumeButton name={name} /> : null}
    </>
  );
}
