import { existsSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Snapshot } from '../contract/snapshot.ts';
import { SurecastError } from '../contract/surecast-error.ts';
import { isOwned } from './data-directory.ts';
import { diskStatus } from './disk/disk-status.ts';
import { readCatalog } from './read-catalog.ts';
import { broadcastSnapshot } from './snapshot.ts';

/**
 * What a data directory holds, as its catalog has it; an engine may be running on it.
 * @throws SurecastError `DATA_DIR_MISSING`, `DATA_DIR_UNWRITABLE`, `CATALOG_DAMAGED`, `CATALOG_TOO_NEW`
 */
export async function dataDirectoryStatus(path: string): Promise<Snapshot> {
  const root = resolve(path);
  if (!isDirectory(root)) {
    throw new SurecastError('DATA_DIR_MISSING', `There is no data directory ${root}.`);
  }
  const running = isEngineRunning(root);
  const found = await readCatalog(root, async (catalog) => ({
    disk: await diskStatus(catalog, root, running),
    broadcasts: catalog.broadcasts
      .list()
      .map((broadcast) => broadcastSnapshot(catalog, broadcast, () => undefined)),
  }));
  const { disk, broadcasts } = found ?? { disk: null, broadcasts: [] };
  return { dataDirectory: root, running, disk, broadcasts };
}

/** One in a folder that this user may not look into is none for this user. */
function isDirectory(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}

/** Whether an engine runs on the directory. Asks for its lock only where an engine has made it: looking makes no files. */
export function isEngineRunning(root: string): boolean {
  if (!existsSync(`${root}/engine.lock`)) return false;
  try {
    return isOwned(root);
  } catch {
    // The lock of a directory that may not be written can't be tried; no engine of this user can run there either.
    return false;
  }
}
