import type { ComponentType, LazyExoticComponent } from 'react';
import { consoleScreens, type ScreenPath } from '../../contract/console-actions.ts';
import type { IconName } from '../design/icon-paths.ts';
import { LiveScreen } from '../live/live-screen.tsx';
import { lazyPart } from '../state/lazy-part.ts';
import type { ScreenProps } from './screen-props.ts';

/** One screen of the console: its address (`#/live`), title and key are those of the contract's table. */
export type Screen = (typeof consoleScreens)[ScreenPath] & {
  readonly icon: IconName;
  readonly component: ComponentType<ScreenProps> | LazyExoticComponent<ComponentType<ScreenProps>>;
};

/** All but the first are loaded when they are opened. */
const preflight = lazyPart(() => import('../preflight/preflight-screen.tsx'));
const queue = lazyPart(() => import('../queue/queue-screen.tsx'));
const broadcasts = lazyPart(() => import('../broadcasts/broadcasts-screen.tsx'));
const settings = lazyPart(() => import('../settings/settings-screen.tsx'));
const network = lazyPart(() => import('../network/network-screen.tsx'));
const logs = lazyPart(() => import('../logs/logs-screen.tsx'));

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
