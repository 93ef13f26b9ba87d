import { type ComponentType, type LazyExoticComponent, lazy } from 'react';
import { consoleScreens, type ScreenPath } from '../../contract/console-actions.ts';
import type { IconName } from '../design/icon-paths.ts';
import { LiveScreen } from '../live/live-screen.tsx';
import type { ScreenProps } from './screen-props.ts';

/** One screen of the console: its address (`#/live`), title and key are those of the contract's table. */
export type Screen = (typeof consoleScreens)[ScreenPath] & {
  readonly icon: IconName;
  readonly component: ComponentType<ScreenProps> | LazyExoticComponent<ComponentType<ScreenProps>>;
};

/** All but the first are loaded when they are opened. */
const preflight = lazy(() => import('../preflight/preflight-screen.tsx'));
const queue = lazy(() => import('../queue/queue-screen.tsx'));
const broadcasts = lazy(() => import('../broadcasts/broadcasts-screen.tsx'));
const settings = lazy(() => import('../settings/settings-screen.tsx'));
const network = lazy(() => import('../network/network-screen.tsx'));
const logs = lazy(() => import('../logs/logs-screen.tsx'));

/** Every screen, in the order of the navigation. */
export const screens: readonly Screen[] = [
  { ...consoleScreens.live, icon: 'monitor', component: LiveScreen },
  { ...consoleScreens.preflight, icon: 'clipboard', component: preflight },
  { ...consoleScreens.queue, icon: 'upload', component: queue },
  { ...consoleScreens.broadcasts, icon: 'film', component: broadcasts },
  { ...consoleScreens.settings, icon: 'sliders', component: settings },
  { ...consoleScreens.logs, icon: 'list', component: logs },
  { ...consoleScreens.network, icon: 'tree', component: network },
];
