import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { Menu, Notification, powerSaveBlocker, Tray } from 'electron';
import type { AlarmNotification } from '../state/alarm-notification.ts';
import { applicationMenu, type MenuPorts, trayMenu } from '../state/menu-template.ts';
import { powerBlockerFor } from '../state/power-blocker.ts';
import type { Activity } from '../state/shell-state.ts';
import type { TrayView } from '../state/tray-view.ts';
import { places } from './places.ts';

/** Shows a state in the tray and in the menus. @returns shows another one, if it differs */
export function showInTray(first: TrayView, ports: MenuPorts): (view: TrayView) => void {
  const tray = new Tray(pictureOf(first));
  tray.on('click', ports.onShow);
  let shown: TrayView | undefined;
  const show = (view: TrayView): void => {
    if (isDeepStrictEqual(view, shown)) return;
    shown = view;
    tray.setImage(pictureOf(view));
    tray.setToolTip(view.tooltip);
    tray.setContextMenu(Menu.buildFromTemplate(trayMenu(view, ports)));
    Menu.setApplicationMenu(Menu.buildFromTemplate(applicationMenu(view, process.platform, ports)));
  };
  show(first);
  return show;
}

function pictureOf({ mood }: TrayView): string {
  return join(places.icons, `tray-${mood}.png`);
}

/** Holds the power-save blocker that fits what the engine does. @returns is told of a change */
export function holdPower(): (activity: Activity) => void {
  let held: { readonly kind: string; readonly id: number } | undefined;
  return (activity) => {
    const wanted = powerBlockerFor(activity);
    if (held?.kind === wanted) return;
    if (held !== undefined) powerSaveBlocker.stop(held.id);
    held = wanted === undefined ? undefined : { kind: wanted, id: powerSaveBlocker.start(wanted) };
  };
}

export function notify({ title, body, urgent }: AlarmNotification, onClick: () => void): void {
  if (!Notification.isSupported()) return;
  const notification = new Notification({
    title,
    body,
    urgency: urgent ? 'critical' : 'normal',
    timeoutType: urgent ? 'never' : 'default',
  });
  notification.on('click', onClick);
  notification.show();
}
