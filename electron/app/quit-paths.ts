import { app, type BrowserWindow, powerMonitor } from 'electron';
import type { Leaving } from './leave.ts';

/** Leads every way by which the app may end to the one way out. */
export function watchQuitPaths({ request, mayExit }: Leaving, window: BrowserWindow): void {
  window.on('close', () => {
    if (!mayExit()) request('window');
  });
  app.on('before-quit', (event) => {
    if (mayExit()) return;
    event.preventDefault();
    request('quit');
  });
  // The tray holds the app; without this it would end with its window.
  app.on('window-all-closed', () => undefined);
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => request('signal'));
  // Windows: the user logs out or shuts down.
  window.on('session-end', () => request('session-end'));
  // Linux and macOS: the machine shuts down; what the engine does meanwhile is worth the wait.
  powerMonitor.on('shutdown', () => request('power'));
}
