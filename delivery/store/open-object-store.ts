import { randomUUID } from 'node:crypto';
import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { isProbeKey, probePrefix } from '../../contract/network/object-transfer.ts';
import { SurecastError } from '../../contract/surecast-error.ts';
import { makeDirectoryDurably } from '../../disk/durable-file.ts';
import { createEvictor } from './evictor.ts';
import { isStoreKey, objectPath } from './object-file-name.ts';
import { createObjectIndex } from './object-index.ts';
import type { ByteSpan, HeldObject, ObjectStore, WriteCondition } from './object-store.ts';
import { putObject } from './put-object.ts';
import { openObjectFile, readChecked, readSpan } from './read-object.ts';
import { scanStore } from './scan-store.ts';
import { damageWords, dropObject, foldersOf, type StoreState, setAsideDamaged } from './store-state.ts';
import { createTurns } from './turns.ts';

export type ObjectStoreOptions = {
  /** A folder of the store's own; made if it is not there. */
  readonly directory: string;
  /** What is oldest is evicted above so many bytes; undefined: everything is kept until it is removed. */
  readonly keepBytes?: number | undefined;
  readonly log: (line: string) => void;
};

/** What was tried out is kept for so long. */
const probeMs = 60_000;

/**
 * Opens a store on the local disk. In its folder lie `objects/`, one file an object with its digest in its name; `arriving/`,
 * swept at each start; and `removed/`, what is being removed.
 * @throws the system's error when the folder can't be used
 */
export async function openObjectStore(options: ObjectStoreOptions): Promise<ObjectStore> {
  const { keepBytes, log } = options;
  const state = await openState(options);
  const turns = createTurns();
  const listeners = new Set<Parameters<ObjectStore['onStored']>[0]>();
  const drop = (object: HeldObject) => dropObject(state, object);
  const evict =
    keepBytes === undefined
      ? async (_roomBytes?: number) => undefined
      : createEvictor({ directory: state.folders.objects, index: state.index, keepBytes, drop });
  const afterStored = async (object: HeldObject, condition: WriteCondition): Promise<void> => {
    if (isProbeKey(object.key)) return dropOldProbes(state);
    for (const listener of listeners) listener(object, condition);
    await evict();
  };
  const sayTrouble = (error: unknown) => log(`The store can't be tidied up: ${String(error)}`);
  await evict();
  return {
    put: async (key, body, expected, condition) => {
      if (!isStoreKey(key)) throw new SurecastError('REQUEST_INVALID', `${key.slice(0, 200)} is no key.`);
      const outcome = await putObject(state, turns, { key, ...expected, condition }, body);
      // Room for it and some more, when it comes again.
      if (outcome.kind === 'no-room') await evict(4 * expected.sizeBytes);
      if (outcome.kind === 'stored') afterStored(outcome.object, condition).catch(sayTrouble);
      return outcome;
    },
    head: (key) => {
      const object = state.index.get(key);
      return object !== undefined && isOldProbe(object) ? undefined : object;
    },
    read: (object, span) => readObject(state, object, span),
    check: (object) => checkObject(state, object),
    list: state.index.list,
    broadcasts: () => state.index.broadcasts().filter((name) => !probePrefix.startsWith(name)),
    heldBytes: state.index.bytes,
    onStored: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    remove: (broadcast) => removeBroadcast(state, broadcast),
    close: async () => listeners.clear(),
  };
}

async function openState({ directory, keepBytes, log }: ObjectStoreOptions): Promise<StoreState> {
  const folders = foldersOf(directory);
  for (const leftover of [folders.arriving, folders.removed, join(folders.objects, probePrefix)])
    await rm(leftover, { recursive: true, force: true });
  for (const folder of Object.values(folders)) await makeDirectoryDurably(folder);
  const index = createObjectIndex();
  const found = await scanStore(folders.objects);
  for (const object of found.objects) index.set(object);
  for (const key of found.damaged) log(damageWords(key));
  return { folders, index, isCache: keepBytes !== undefined, log };
}

async function readObject(
  state: StoreState,
  object: HeldObject,
  span?: ByteSpan,
): Promise<Readable | undefined> {
  const opened = await openObjectFile(objectPath(state.folders.objects, object), object);
  if (opened.kind === 'damaged') await setAsideDamaged(state, object);
  // Somebody else removed the file: what is not there is not held.
  if (opened.kind === 'gone') state.index.delete(object);
  if (opened.kind !== 'open') return undefined;
  const isWhole = span === undefined || (span.start === 0 && span.end === object.sizeBytes - 1);
  const pieces = isWhole
    ? readChecked(opened.file, object, () => setAsideDamaged(state, object))
    : readSpan(opened.file, span);
  // Destroyed before it was read, a generator never began, and its `finally` is never run.
  return Readable.from(pieces, { objectMode: false }).once(
    'close',
    () => void opened.file.close().catch(ignore),
  );
}

const ignore = (): void => undefined;

async function checkObject(state: StoreState, object: HeldObject): Promise<boolean> {
  const body = await readObject(state, object);
  if (body === undefined) return false;
  return new Promise((resolve) => {
    body
      .once('error', () => resolve(false))
      .once('end', () => resolve(true))
      .resume();
  });
}

async function removeBroadcast(state: StoreState, broadcast: string): Promise<void> {
  if (!isStoreKey(`${broadcast}/x`)) return;
  state.index.clear(broadcast);
  const removed = join(state.folders.removed, randomUUID());
  await rename(join(state.folders.objects, broadcast), removed).catch((error: unknown) => {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
  });
  await rm(removed, { recursive: true, force: true });
}

const isOldProbe = ({ key, version }: HeldObject): boolean =>
  isProbeKey(key) && version < Date.now() - probeMs;

async function dropOldProbes(state: StoreState): Promise<void> {
  for (const object of state.index.list(probePrefix.slice(0, -1)))
    if (isOldProbe(object)) await dropObject(state, object);
}
