import { createContext, type ReactElement, type ReactNode, useContext, useState } from 'react';
import { consoleActions } from '../../contract/console-actions.ts';
import { useShortcuts } from '../frame/use-shortcuts.ts';
import { consoleStore, roleStore } from '../state/console-store.ts';
import { GoLiveDialog } from './go-live-dialog.tsx';
import { canGoLive, canStop } from './session-words.ts';
import { StopDialog } from './stop-dialog.tsx';

/** What can be done from any screen: each asks before it does. */
type Actions = { readonly askGoLive: () => void; readonly askStop: () => void };

const nothing = (): void => {};
const Context = createContext<Actions>({ askGoLive: nothing, askStop: nothing });

export const useLiveActions = (): Actions => useContext(Context);

/** Holds the dialogs of going live and stopping, and their keys. */
export function LiveActions({ children }: { readonly children: ReactNode }): ReactElement {
  const [asked, ask] = useState<'go-live' | 'stop' | null>(null);
  const state = (): Parameters<typeof canStop>[0] | undefined =>
    roleStore.get() === 'viewer' ? undefined : consoleStore.get().snapshot?.session.state;
  const askGoLive = (): void => {
    const now = state();
    if (now !== undefined && canGoLive(now)) ask('go-live');
  };
  const askStop = (): void => {
    const now = state();
    if (now !== undefined && canStop(now)) ask('stop');
  };
  useShortcuts([
    { ...consoleActions.goLive, action: 'goLive', run: askGoLive },
    { ...consoleActions.stop, action: 'stop', run: askStop },
  ]);
  const close = (): void => ask(null);
  return (
    <Context value={{ askGoLive, askStop }}>
      {children}
      {asked === 'go-live' ? <GoLiveDialog onClose={close} /> : null}
      {asked === 'stop' ? <StopDialog onClose={close} /> : null}
    </Context>
  );
}
