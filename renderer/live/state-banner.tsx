import type { ReactElement } from 'react';
import { Button } from '../design/button.tsx';
import { Icon } from '../design/icon.tsx';
import { timeOfDay } from '../format/clock.ts';
import { ago, clockTime } from '../format/duration.ts';
import { consoleStore } from '../state/console-store.ts';
import { useMayAct } from '../state/use-may-act.ts';
import { useShownNow } from '../state/use-now.ts';
import { useStore } from '../state/use-store.ts';
import { useLiveActions } from './live-actions.tsx';
import { canGoLive, canStop, meaningOf, sessionWords } from './session-words.ts';

/** The state in one word, since when and why; how long on air; and the one button that matters now. */
export function StateBanner({ large }: { readonly large: boolean }): ReactElement | null {
  const session = useStore(consoleStore, ({ snapshot }) => snapshot?.session);
  const unfinished = useStore(consoleStore, ({ snapshot }) => snapshot?.unfinished.length ?? 0);
  const lost = useStore(consoleStore, ({ link }) => link.state === 'lost');
  const refused = useStore(consoleStore, ({ link }) => link.state === 'refused');
  const nowMs = useShownNow();
  if (session === undefined && refused) return null;
  if (session === undefined) return <p className="state-banner quiet">Asking the engine…</p>;
  const { word, tone, icon } = sessionWords[session.state];
  const why = session.reason ?? meaningOf(session.state, unfinished);
  const sinceMs = Date.parse(session.since);
  return (
    <section
      className="state-banner"
      data-tone={lost ? 'neutral' : tone}
      data-large={large}
      aria-label="State"
    >
      <div className="state-word">
        <Icon name={icon} size={large ? 34 : 22} />
        <div role="status">
          <strong>{word}</strong>
        </div>
      </div>
      <div className="state-text">
        <p title={why}>{why}</p>
        <p className="state-since">
          {lost ? 'Last known state, ' : ''}since {timeOfDay(sinceMs)}, {ago((nowMs - sinceMs) / 1000)}
          {session.broadcast === null ? '' : ` · ${session.broadcast}`}
        </p>
      </div>
      {session.onAirSince === null || !canStop(session.state) ? null : (
        <OnAir seconds={(nowMs - Date.parse(session.onAirSince)) / 1000} />
      )}
      <MainButton state={session.state} large={large} />
    </section>
  );
}

function OnAir({ seconds }: { readonly seconds: number }): ReactElement {
  return (
    <div className="on-air">
      <span className="on-air-word">On air</span>
      <span className="on-air-time number">{clockTime(seconds)}</span>
    </div>
  );
}

type MainButtonProps = {
  readonly state: Parameters<typeof canStop>[0];
  readonly large: boolean;
};

function MainButton({ state, large }: MainButtonProps): ReactElement | null {
  const { askGoLive, askStop } = useLiveActions();
  const mayAct = useMayAct();
  const size = large ? { size: 'big' as const } : {};
  if (!mayAct) return <p className="quiet">Viewer: looks only</p>;
  if (canStop(state))
    return (
      <Button kind="danger" icon="stop" {...size} onClick={askStop}>
        Stop
      </Button>
    );
  return (
    <Button kind="primary" icon="dot" {...size} disabled={!canGoLive(state)} onClick={askGoLive}>
      Go live
    </Button>
  );
}
