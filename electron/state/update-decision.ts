import type { Activity } from './shell-state.ts';

/** How this copy of the app was installed, as far as its updates are concerned. */
export type Installation = {
  readonly isPackaged: boolean;
  readonly platform: string;
  /** Path of the AppImage that runs; undefined for every other form. */
  readonly appImage: string | undefined;
  /** Whether the package names a place for updates, or the environment does. */
  readonly hasFeed: boolean;
  /** `SURECAST_UPDATES`: `on`, `off`, or what stands for neither. */
  readonly wish: string | undefined;
};

/**
 * Whether this copy looks for updates of itself. A deb belongs to the system's package manager and is left alone unless it is
 * asked for in so many words. Pure.
 */
export function looksForUpdates({ isPackaged, platform, appImage, hasFeed, wish }: Installation): boolean {
  if (!isPackaged || !hasFeed || wish === 'off') return false;
  if (wish === 'on') return true;
  return platform === 'win32' || platform === 'darwin' || appImage !== undefined;
}

export type UpdateState = 'none' | 'available' | 'downloaded';
export type UpdateStep = 'check' | 'download' | 'offer' | 'install' | 'nothing';

/**
 * What may be done about an update now. While anything is captured or delivered, nothing: neither the question nor the download
 * may take from the uplink, and nothing is replaced under a broadcast. It is installed only as the app leaves by itself. Pure.
 */
export function updateStep(
  update: UpdateState,
  activity: Activity,
  moment: 'regular' | 'leaving',
): UpdateStep {
  if (activity !== 'idle') return 'nothing';
  if (moment === 'leaving') return update === 'downloaded' ? 'install' : 'nothing';
  switch (update) {
    case 'none':
      return 'check';
    case 'available':
      return 'download';
    case 'downloaded':
      return 'offer';
  }
}

/** The only addresses that updates may be taken from by `SURECAST_UPDATE_URL`. Pure. */
export function isUpdateUrl(url: string): boolean {
  return URL.canParse(url) && new URL(url).protocol === 'https:';
}
