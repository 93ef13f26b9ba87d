/**
 * What can be done from any screen of the console, with its key: one table for the page, which does it, and for the desktop
 * window, whose menu and tray have the same and hand the action's name to the page.
 */

/** Actions and their keys. `code` is a `KeyboardEvent.code`: the place of the key, the same on every layout. */
export const consoleActions = {
  goLive: { code: 'KeyG', keyName: 'G', does: 'Go live' },
  stop: { code: 'KeyS', keyName: 'S', does: 'Stop the broadcast (asks first)' },
  acknowledge: { code: 'KeyA', keyName: 'A', does: 'Acknowledge the first alarm' },
  showKeys: { code: 'Slash', shift: true, keyName: '?', does: 'Show the keys' },
} as const;

/** The screens, in their order. */
export const consoleScreens = {
  live: { path: 'live', title: 'Live', keyCode: 'Digit1', keyName: '1' },
  preflight: { path: 'preflight', title: 'Preflight', keyCode: 'Digit2', keyName: '2' },
  queue: { path: 'queue', title: 'Queue', keyCode: 'Digit3', keyName: '3' },
  broadcasts: { path: 'broadcasts', title: 'Broadcasts', keyCode: 'Digit4', keyName: '4' },
  settings: { path: 'settings', title: 'Settings', keyCode: 'Digit5', keyName: '5' },
  logs: { path: 'logs', title: 'Logs', keyCode: 'Digit6', keyName: '6' },
  network: { path: 'network', title: 'Network', keyCode: 'Digit7', keyName: '7' },
} as const;

export type ScreenPath = keyof typeof consoleScreens;
export type ConsoleAction = keyof typeof consoleActions | `open-${ScreenPath}`;
