import { type ReactElement, Suspense, useEffect, useRef, useState } from 'react';
import { consoleActions } from '../../contract/console-actions.ts';
import { LiveActions } from '../live/live-actions.tsx';
import { StateBanner } from '../live/state-banner.tsx';
import { addressOf } from './address.ts';
import { AlarmsBar } from './alarms-bar.tsx';
import { Header } from './header.tsx';
import { KeyMap } from './key-map.tsx';
import { LinkBanner } from './link-banner.tsx';
import { type Screen, screens } from './screens.ts';
import type { Shortcut } from './shortcuts.ts';
import { useAddress } from './use-address.ts';
import { useShortcuts } from './use-shortcuts.ts';

/** The whole page: what stands on every screen, and the screen. */
export function Frame(): ReactElement {
  const first = screens[0]?.path ?? '';
  const { path, rest } = useAddress(first);
  const screen = screens.find((one) => one.path === path) ?? screens[0];
  const [keysShown, showKeys] = useState(false);
  useShortcuts([
    ...screens.map(opens),
    { ...consoleActions.showKeys, action: 'showKeys', run: () => showKeys(true) },
  ]);
  const main = useFocusOnChange(path);
  useEffect(() => {
    document.title = `${screen?.title ?? ''} · Surecast`;
  }, [screen]);
  return (
    <LiveActions>
      <button type="button" className="skip-link" onClick={() => main.current?.focus()}>
        Skip to the screen
      </button>
      <Header current={screen?.path ?? ''} onShowKeys={() => showKeys(true)} />
      <LinkBanner />
      <AlarmsBar />
      <StateBanner large={path === first} />
      <main ref={main} id="main" tabIndex={-1} aria-label={screen?.title}>
        <Suspense fallback={<p className="quiet">Loading…</p>}>
          {screen === undefined ? null : <screen.component rest={rest} />}
        </Suspense>
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
