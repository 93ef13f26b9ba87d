import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { app } from 'electron';
import type { AppUpdater } from 'electron-updater';
import type { Activity } from '../state/shell-state.ts';
import { isUpdateUrl, looksForUpdates, type UpdateState, updateStep } from '../state/update-decision.ts';

const lookEveryMs = 3_600_000;

export type Updates = {
  readonly isReady: () => boolean;
  /** Installs what was downloaded, if that may be done now. @returns whether it ends the app */
  readonly install: () => boolean;
};

/** Looks for updates once an hour while nothing is captured or delivered, where this copy may be updated at all. */
export async function watchUpdates(activity: () => Activity): Promise<Updates> {
  const url = process.env['SURECAST_UPDATE_URL'] ?? '';
  const looks = looksForUpdates({
    isPackaged: app.isPackaged,
    platform: process.platform,
    appImage: process.env['APPIMAGE'],
    hasFeed: isUpdateUrl(url) || existsSync(join(process.resourcesPath, 'app-update.yml')),
    wish: process.env['SURECAST_UPDATES'],
  });
  if (!looks) return { isReady: () => false, install: () => false };
  const { default: updater } = await import('electron-updater');
  return lookWith(updater.autoUpdater, isUpdateUrl(url) ? url : undefined, activity);
}

function lookWith(updater: AppUpdater, url: string | undefined, activity: () => Activity): Updates {
  let state: UpdateState = 'none';
  updater.autoDownload = false;
  updater.autoInstallOnAppQuit = false;
  updater.allowDowngrade = false;
  if (url !== undefined) updater.setFeedURL({ provider: 'generic', url });
  updater.on('update-available', () => {
    state = 'available';
    look();
  });
  updater.on('update-downloaded', () => {
    state = 'downloaded';
  });
  // No update is worth a word while the link is bad: the next look is in an hour.
  updater.on('error', () => undefined);
  const look = (): void => {
    const step = updateStep(state, activity(), 'regular');
    if (step === 'check') void updater.checkForUpdates().catch(() => undefined);
    if (step === 'download') void updater.downloadUpdate().catch(() => undefined);
  };
  setInterval(look, lookEveryMs).unref();
  look();
  return {
    isReady: () => state === 'downloaded',
    install: () => {
      const installs = updateStep(state, activity(), 'leaving') === 'install';
      if (installs) updater.quitAndInstall();
      return installs;
    },
  };
}
