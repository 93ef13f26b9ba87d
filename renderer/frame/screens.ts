import { type ComponentType, type LazyExoticComponent, lazy } from 'react';
import type { consoleScreens, ScreenPath } from '../../contract/console-actions.ts';
import type { IconName } from '../design/icon-paths.ts';
import { LiveScreen } from '../live/live-screen.tsx';

/** What a screen is told: the part of the address after its own name. */
export type ScreenProps = { readonly rest: string };

/** One screen of the console: its address (`#/live`), title and key are those of the contract's table. */
export type Screen = (typeof consoleScreens)[ScreenPath] & {
  readonly icon: IconName;
  readonly component: ComponentType<ScreenProps> | LazyExoticComponent<ComponentType<ScreenProps>>;
};

const preflight = lazy(() => import('../preflight/preflight-screen.tsx'));

/** Every screen, in the order of the navigation; all but the first are loaded when they are opened. */
export const screens: readonly Screen[] = [
  { path: 'live', title: 'Live', icon: 'monitor', keyCode: 'Digit1', keyName: '1', component: LiveScreen },
  {
    path: 'preflight',
    title: 'Preflight',
    icon: 'clipboard',
    keyCode: 'Digit2',
    keyName: '2',
    component: preflight,
  },
];
