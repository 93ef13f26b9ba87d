import { type ReactElement, Suspense, useEffect, useRef, useState } from 'react';
import { consoleActions } from '../../contract/console-actions.ts';
import { PartBoundary } from '../design/part-boundary.tsx';
import { LiveActions } from '../live/live-actions.tsx';
import { StateBanner } from '../live/state-banner.tsx';
import { consoleStore } from '../state/console-store.ts';
import { lazyPart } from '../state/lazy-part.ts';
import { useStore } from '../state/use-store.ts';
import { addressOf } from './address.ts';
import { AlarmAnnouncer } from './alarm-announcer.tsx';
import { AlarmsBar } from './alarms-bar.tsx';
import { Header } from './header.tsx';
import { KeyMap } from './key-map.tsx';
import { LinkBanner } from './link-banner.tsx';
import { type Screen, screens } from './screens.ts';
import type { Shortcut } from './shortcuts.ts';
import { useAddress } from './use-address.ts';
import { useShortcuts } from './use-shortcuts.ts';

/** What alarms link to; no place of its own in the navigation. */
const Runbook = lazyPart(() => import('../runbook/runbook-screen.tsx'));

/** The whole page: what stands on every screen, and the screen. */
export function Frame(): ReactElement {
  const first = screens[0]?.path ?? '';
  const { path, rest } = useAddress(first);
  const screen = screens.find((one) => one.path === path) ?? screens[0];
  const onRunbook = path === 'runbook';
  const Shown = onRunbook ? Runbook : screen?.component;
  const [keysShown, showKeys] = useState(false);
  useShortcuts([
    ...screens.map(opens),
    { ...consoleActions.showKeys, action: 'showKeys', run: () => showKeys(true) },
  ]);
  const lost = useStore(consoleStore, ({ link }) => link.state === 'lost');
  const main = useFocusOnChange(path);
  useEffect(() => {
    document.title = `${onRunbook ? 'Runbook' : (screen?.title ?? '')} · Surecast`;
  }, [screen, onRunbook]);
  return (
    <LiveActions>
      <button type="button" className="skip-link" onClick={() => main.current?.focus()}>
        Skip to the screen
      </button>
      <Header current={onRunbook ? '' : (screen?.path ?? '')} onShowKeys={() => showKeys(true)} />
      <LinkBanner />
      <StateBanner large={path === first} />
      <AlarmsBar />
      <AlarmAnnouncer />
      <main
        data-stale={lost}
        ref={main}
        id="main"
        tabIndex={-1}
        aria-label={onRunbook ? 'Runbook' : screen?.title}
      >
        <PartBoundary key={path} what="This screen" heading={onRunbook ? 'Runbook' : screen?.title}>
          <Suspense fallback={<p className="quiet">Loading…</p>}>
            {Shown === undefined ? null : <Shown rest={rest} />}
          </Suspense>
        </PartBoundary>
      </main>
      {keysShown ? <KeyMap onClose={() => showKeys(false)} /> : null}
    </LiveActions>
  );
}

/** The shortcut that opens a screen. */
function opens({ path, title, keyCode, keyName }: Screen): Shortcut {
  const run = (): void => {
    window.location.hash = addressOf(path);
  };
  return { code: keyCode, keyName, does: `Open ${title}`, action: `open-${path}`, run };
}

/** After another screen was opened, reading goes on there. */
function useFocusOnChange(path: string): React.RefObject<HTMLElement | null> {
  const main = useRef<HTMLElement>(null);
  const before = useRef(path);
  useEffect(() => {
    if (before.current !== path) main.current?.focus({ preventScroll: true });
    before.current = path;
  }, [path]);
  return main;
}
