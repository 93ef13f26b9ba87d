import { join } from 'node:path';
import { BrowserWindow } from 'electron';
import type { ConsoleAction } from '../../contract/console-actions.ts';
import { desktopActionChannel } from '../../contract/desktop-channels.ts';
import { pageUrl } from '../security/page-address.ts';
import { pagePreferences } from '../security/web-preferences.ts';
import { places } from './places.ts';

const reloadAfterMs = 1000;

/** The one window. */
export type PageWindow = {
  readonly show: () => void;
  readonly hide: () => void;
  readonly send: (action: ConsoleAction) => void;
  readonly browserWindow: BrowserWindow;
};

/** @param mayClose false: the window stays, and whoever says so asks the person why it is being closed */
export function openPageWindow(mayClose: () => boolean): PageWindow {
  const window = new BrowserWindow({
    title: 'Surecast',
    width: 1280,
    height: 800,
    minWidth: 480,
    minHeight: 400,
    show: false,
    backgroundColor: '#10151b',
    icon: join(places.icons, 'icon.png'),
    webPreferences: pagePreferences(places.preload),
  });
  window.once('ready-to-show', () => window.show());
  window.on('close', (event) => {
    if (!mayClose()) event.preventDefault();
  });
  // A page that crashed is loaded again; the engine never notices.
  window.webContents.on('render-process-gone', () => {
    setTimeout(() => {
      if (!window.isDestroyed()) void load(window);
    }, reloadAfterMs);
  });
  void load(window);
  return {
    browserWindow: window,
    show: () => {
      if (window.isMinimized()) window.restore();
      window.show();
      window.focus();
    },
    hide: () => window.hide(),
    send: (action) => window.webContents.send(desktopActionChannel, action),
  };
}

/** A load that was cut short by another one is no failure. */
function load(window: BrowserWindow): Promise<void> {
  return window.loadURL(pageUrl).catch(() => undefined);
}
