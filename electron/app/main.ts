/** The desktop app's main process: wires what the other files decide. */
import { app, type BrowserWindow, safeStorage, shell as system } from 'electron';
import type { ConsoleEvent } from '../../contract/api/console-event.ts';
import type { EngineNews, KeptEngine } from '../engine/keep-engine.ts';
import { stopCapture } from '../engine/stop-capture.ts';
import { type KeyVault, openKeyVault } from '../secrets/key-vault.ts';
import { noteKeys } from '../secrets/note-keys.ts';
import { notificationsFor, type ToldAlarms } from '../state/alarm-notification.ts';
import type { MenuPorts } from '../state/menu-template.ts';
import { activityOf, afterConsoleEvent, afterEngineNews, initialShellState } from '../state/shell-state.ts';
import { trayView } from '../state/tray-view.ts';
import { answerCalls } from './answer-calls.ts';
import { confineEarly, confineSession } from './confine.ts';
import { holdEngine } from './hold-engine.ts';
import { createLeaving, type Leaving } from './leave.ts';
import { openPageWindow, type PageWindow } from './page-window.ts';
import { ownFiles, places } from './places.ts';
import { watchQuitPaths } from './quit-paths.ts';
import { holdPower, notify, showInTray } from './show-state.ts';
import { watchUpdates } from './updates.ts';

confineEarly();
// One shell a user: the second shows the window of the first and goes.
if (app.requestSingleInstanceLock()) void app.whenReady().then(run);
else app.exit(0);

async function run(): Promise<void> {
  const vault = await openKeyVault(ownFiles().vault, {
    isAvailable: () => safeStorage.isEncryptionAvailable(),
    encrypt: (text) => safeStorage.encryptString(text),
    decrypt: (bytes) => safeStorage.decryptString(bytes),
  });
  let state = initialShellState;
  const activity = () => activityOf(state);
  const updates = await watchUpdates(activity);
  const leaving: Leaving = createLeaving({
    activity,
    window: (): BrowserWindow => page.browserWindow,
    stopCapture: () => stopCapture(() => engine.address()),
    endEngine: (now) => engine.end(now),
    installUpdate: updates.install,
  });
  serve(vault, () => engine);
  const page: PageWindow = openPageWindow(leaving.mayExit);
  watchQuitPaths(leaving, page.browserWindow);
  answerCalls(page.browserWindow, updates.isReady);
  app.on('second-instance', page.show);
  app.on('activate', page.show);
  const showView = showInTray(trayView(state), menuPorts(page, leaving));
  const holdBlocker = holdPower();
  let told: ToldAlarms = new Map();
  const changed = (): void => {
    showView(trayView(state));
    holdBlocker(activity());
    leaving.onActivity(activity());
  };
  const engine: KeptEngine = holdEngine(vault, {
    onNews: (news: EngineNews) => {
      state = afterEngineNews(state, news);
      changed();
    },
    onEvent: (event: ConsoleEvent) => {
      const next = notificationsFor(told, event);
      told = next.told;
      for (const notification of next.notifications) notify(notification, page.show);
      const before = state;
      state = afterConsoleEvent(state, event);
      if (state !== before) changed();
    },
  });
}

function serve(vault: KeyVault, engine: () => KeptEngine): void {
  confineSession({
    folder: places.page,
    engine: () => engine().address(),
    fetch,
    onTaken: (request) => noteKeys(vault, request),
  });
}

function menuPorts(page: PageWindow, leaving: Leaving): MenuPorts {
  return {
    onAction: page.send,
    onShow: page.show,
    onQuit: () => leaving.request('quit'),
    onShowLogs: () => system.showItemInFolder(ownFiles().log),
  };
}
