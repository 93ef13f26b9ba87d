import type { MenuItemConstructorOptions } from 'electron';
import { type ConsoleAction, consoleActions, consoleScreens } from '../../contract/console-actions.ts';
import type { TrayView } from './tray-view.ts';

/** What the menus' entries do. */
export type MenuPorts = {
  /** Hands an action to the page, which asks before it acts. */
  readonly onAction: (action: ConsoleAction) => void;
  readonly onShow: () => void;
  readonly onQuit: () => void;
  readonly onShowLogs: () => void;
};

type Item = MenuItemConstructorOptions;

/**
 * The application menu: every action of the page, by the same table. The page itself listens to the keys, also while a field has the
 * focus, so the menu only shows them; macOS can't show a key without taking it, so there it stands in the label. Pure.
 */
export function applicationMenu(view: TrayView, platform: NodeJS.Platform, ports: MenuPorts): Item[] {
  const item = (action: ConsoleAction, label: string, key: string, enabled = true): Item => ({
    id: action,
    enabled,
    click: () => ports.onAction(action),
    ...(platform === 'darwin'
      ? { label: `${label} (${key})` }
      : { label, accelerator: key, registerAccelerator: false }),
  });
  const { goLive, stop, acknowledge, showKeys } = consoleActions;
  return [
    ...(platform === 'darwin' ? [macMenu(ports)] : []),
    {
      label: '&Broadcast',
      submenu: [
        item('goLive', 'Go live…', goLive.keyName, view.canGoLive),
        item('stop', 'Stop the broadcast…', stop.keyName, view.canStop),
        item('acknowledge', 'Acknowledge the first alarm', acknowledge.keyName),
        ...(platform === 'darwin' ? [] : [separator, quitItem(ports)]),
      ],
    },
    editMenu,
    {
      label: '&View',
      submenu: [
        ...Object.values(consoleScreens).map(({ path, title, keyName }) =>
          item(`open-${path}`, title, keyName),
        ),
        separator,
        { role: 'zoomIn' },
        { role: 'zoomOut' },
        { role: 'resetZoom' },
        { role: 'togglefullscreen' },
      ],
    },
    {
      label: '&Help',
      role: 'help',
      submenu: [
        item('showKeys', 'Keys', showKeys.keyName),
        { id: 'show-logs', label: 'Troubleshooting: what the engine said', click: ports.onShowLogs },
      ],
    },
  ];
}

/** The tray's menu: the state first, then what can be done without the window. Going live and stopping are asked about in it. Pure. */
export function trayMenu(view: TrayView, ports: MenuPorts): Item[] {
  const then = (action: ConsoleAction) => (): void => {
    ports.onShow();
    ports.onAction(action);
  };
  return [
    { id: 'state', label: view.state, enabled: false },
    separator,
    { id: 'show', label: 'Show Surecast', click: ports.onShow },
    { id: 'goLive', label: 'Go live…', enabled: view.canGoLive, click: then('goLive') },
    { id: 'stop', label: 'Stop the broadcast…', enabled: view.canStop, click: then('stop') },
    separator,
    quitItem(ports),
  ];
}

const separator: Item = { type: 'separator' };

const editMenu: Item = {
  label: '&Edit',
  submenu: [{ role: 'cut' }, { role: 'copy' }, { role: 'paste' }, { role: 'selectAll' }],
};

/** Not the role `quit`: the question comes first. */
function quitItem({ onQuit }: MenuPorts): Item {
  return { id: 'quit', label: 'Quit Surecast', accelerator: 'CommandOrControl+Q', click: onQuit };
}

function macMenu(ports: MenuPorts): Item {
  return {
    label: 'Surecast',
    submenu: [
      { role: 'about' },
      separator,
      { role: 'hide' },
      { role: 'hideOthers' },
      { role: 'unhide' },
      separator,
      quitItem(ports),
    ],
  };
}
