import type { LogEntry } from '../../contract/api/log-entry.ts';
import type { Role } from '../../contract/api/routes.ts';
import type { AudioMeters } from '../../contract/api/signal.ts';
import { type ConsoleState, unknownState } from './console-state.ts';
import { createStore, createTail } from './store.ts';

/** What the page knows of the engine; `state/follow-engine.ts` keeps it current. */
export const consoleStore = createStore<ConsoleState>(unknownState);

/** The newest levels, ten times a second while there is sound; null: none came yet. */
export const metersStore = createStore<AudioMeters | null>(null);

/** As many lines as a screen has use for; a support bundle has all of them. */
export const maxLogLines = 2000;

/** What is logged while the screen of logs is open. */
export const logTail = createTail<LogEntry>(maxLogLines);

/** Who looks at this page; null until the engine has said so. */
export const roleStore = createStore<Role | null>(null);

/** Whether the engine watches a delivery network. */
export const hasNetworkStore = createStore<boolean>(false);
