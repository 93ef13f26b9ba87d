import type { Dirent } from 'node:fs';
import { opendir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { syncDirectory } from '../../disk/sync-directory.ts';
import { damagedSuffix, isStoreKey, objectPath, parseObjectFileName } from './object-file-name.ts';
import type { HeldObject } from './object-store.ts';

/** What lies below a folder of objects. */
export type ScannedStore = {
  /** The newest version under each key, the oldest first. */
  readonly objects: readonly HeldObject[];
  /** Keys whose file has another size than its name says; put aside. */
  readonly damaged: readonly string[];
};

/** Files that are looked at at a time. */
const batchSize = 256;

/**
 * Rebuilds an index from the names of files, and makes what it finds survive a power cut: an earlier life may have died
 * between giving a file its name and the fsync of the folder. Older versions of playlists are removed.
 */
export async function scanStore(directory: string): Promise<ScannedStore> {
  const newest = new Map<string, HeldObject>();
  const damaged: string[] = [];
  const take = async (object: HeldObject): Promise<void> => {
    if (!(await hasItsSize(directory, object))) return void damaged.push(object.key);
    const other = newest.get(object.key);
    if (other === undefined || other.version < object.version) newest.set(object.key, object);
    if (other === undefined) return;
    const older = other.version < object.version ? other : object;
    await rm(objectPath(directory, older), { force: true });
  };
  let batch: HeldObject[] = [];
  for await (const object of objectFiles(directory, '')) {
    batch.push(object);
    if (batch.length < batchSize) continue;
    await Promise.all(batch.map(take));
    batch = [];
  }
  await Promise.all(batch.map(take));
  return { objects: [...newest.values()].sort((a, b) => a.version - b.version), damaged };
}

/** A file that has another is put aside. */
async function hasItsSize(directory: string, object: HeldObject): Promise<boolean> {
  const path = objectPath(directory, object);
  const { size } = await stat(path);
  if (size === object.sizeBytes) return true;
  await rename(path, path + damagedSuffix);
  return false;
}

async function* objectFiles(directory: string, prefix: string): AsyncGenerator<HeldObject> {
  const folder = join(directory, prefix);
  await syncDirectory(folder);
  for await (const entry of await opendir(folder, { bufferSize: 512 })) {
    if (entry.isDirectory()) yield* objectFiles(directory, `${prefix}${entry.name}/`);
    else yield* objectFile(prefix, entry);
  }
}

function* objectFile(prefix: string, entry: Dirent): Generator<HeldObject> {
  const parsed = entry.isFile() ? parseObjectFileName(entry.name) : undefined;
  if (parsed === undefined || !isStoreKey(prefix + parsed.file)) return;
  const { file, ...rest } = parsed;
  yield { key: prefix + file, ...rest };
}
