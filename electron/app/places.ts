import { join } from 'node:path';
import { app } from 'electron';
import type { EnginePlace } from '../engine/engine-command.ts';

/** Where the app's own files are. This file is built into electron/dist/main.mjs. */
export const places = {
  preload: join(import.meta.dirname, 'preload.cjs'),
  page: join(import.meta.dirname, '..', '..', 'renderer', 'dist'),
  icons: join(import.meta.dirname, '..', 'icons'),
} as const;

/** Files that the shell writes, below the app's own folder of this user. */
export function ownFiles(): { log: string; record: string; vault: string } {
  const own = app.getPath('userData');
  return {
    log: join(own, 'engine.log'),
    record: join(own, 'engine.json'),
    vault: join(own, 'origin-keys.enc'),
  };
}

/** What decides how the engine is started here: the packaged program lies beside the archive, since plain Node can't read from it. */
export function enginePlace(): EnginePlace {
  const resourcesPath = app.isPackaged ? process.resourcesPath : undefined;
  return {
    resourcesPath,
    programRoot: resourcesPath === undefined ? app.getAppPath() : join(resourcesPath, 'app.asar.unpacked'),
    platform: process.platform,
    arch: process.arch,
    cacheFolder: join(app.getPath('userData'), 'compiled'),
    dataDirectory: undefined,
    environment: process.env,
  };
}
