import type { Role } from '../../contract/api/routes.ts';
import type { AudioMeters } from '../../contract/api/signal.ts';
import { type ConsoleState, unknownState } from './console-state.ts';
import { createStore } from './store.ts';

/** What the page knows of the engine; `state/follow-engine.ts` keeps it current. */
export const consoleStore = createStore<ConsoleState>(unknownState);

/** The newest levels, ten times a second while there is sound; null: none came yet. */
export const metersStore = createStore<AudioMeters | null>(null);

/** Who looks at this page; null until the engine has said so. */
export const roleStore = createStore<Role | null>(null);

/** Whether the engine watches a delivery network. */
export const hasNetworkStore = createStore<boolean>(false);
