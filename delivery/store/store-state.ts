import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { damagedSuffix, objectPath } from './object-file-name.ts';
import type { ObjectIndex } from './object-index.ts';
import type { HeldObject } from './object-store.ts';

/** What the parts of an open store share. */
export type StoreState = {
  readonly folders: StoreFolders;
  readonly index: ObjectIndex;
  /** Evicts and mends itself from elsewhere: damaged files are not kept for anybody. */
  readonly isCache: boolean;
  readonly log: (line: string) => void;
};

export type StoreFolders = {
  readonly objects: string;
  readonly arriving: string;
  readonly removed: string;
};

export const foldersOf = (directory: string): StoreFolders => ({
  objects: join(directory, 'objects'),
  arriving: join(directory, 'arriving'),
  removed: join(directory, 'removed'),
});

/** Removes an object's file; who reads it just now reads it to its end. */
export async function dropObject({ index, folders }: StoreState, object: HeldObject): Promise<void> {
  index.delete(object);
  await rm(objectPath(folders.objects, object), { force: true });
}

/** An object whose bytes are not what they were is not served again; it can be stored anew under its key. */
export async function setAsideDamaged(state: StoreState, object: HeldObject): Promise<void> {
  if (state.index.get(object.key)?.version !== object.version) return;
  state.log(damageWords(object.key));
  if (state.isCache) return dropObject(state, object);
  state.index.delete(object);
  const path = objectPath(state.folders.objects, object);
  await rename(path, path + damagedSuffix).catch(() => undefined);
}

export const damageWords = (key: string): string =>
  `${key} changed on this disk after it was stored: it is put aside and not served. Look after the disk; verify the broadcast.`;
