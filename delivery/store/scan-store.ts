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

/**
 * Rebuilds an index from the names of files, and makes what it finds survive a power cut: an earlier life may have died
 * between giving a file its name and the fsync of the folder. Older versions of playlists are removed.
 */
export async function scanStore(directory: string): Promise<ScannedStore> {
  const newest = new Map<string, HeldObject>();
  const damaged: string[] = [];
  for await (const { path, object } of objectFiles(directory, '')) {
    const { size } = await stat(path);
    if (size !== object.sizeBytes) {
      damaged.push(object.key);
      await rename(path, path + damagedSuffix);
      continue;
    }
    const other = newest.get(object.key);
    if (other !== undefined) await removeOlder(directory, object, other);
    if (other === undefined || other.version < object.version) newest.set(object.key, object);
  }
  return { objects: [...newest.values()].sort((a, b) => a.version - b.version), damaged };
}

async function removeOlder(directory: string, one: HeldObject, other: HeldObject): Promise<void> {
  await rm(objectPath(directory, one.version < other.version ? one : other), { force: true });
}

type FoundFile = { readonly path: string; readonly object: HeldObject };

async function* objectFiles(directory: string, prefix: string): AsyncGenerator<FoundFile> {
  const folder = join(directory, prefix);
  await syncDirectory(folder);
  for await (const entry of await opendir(folder, { bufferSize: 512 })) {
    if (entry.isDirectory()) yield* objectFiles(directory, `${prefix}${entry.name}/`);
    else yield* objectFile(folder, prefix, entry);
  }
}

function* objectFile(folder: string, prefix: string, entry: Dirent): Generator<FoundFile> {
  const parsed = entry.isFile() ? parseObjectFileName(entry.name) : undefined;
  if (parsed === undefined || !isStoreKey(prefix + parsed.file)) return;
  const { file, ...rest } = parsed;
  yield { path: join(folder, entry.name), object: { key: prefix + file, ...rest } };
}
