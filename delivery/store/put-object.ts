import { randomUUID } from 'node:crypto';
import { rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { diskTrouble } from '../../disk/disk-trouble.ts';
import { makeDirectoryDurably } from '../../disk/durable-file.ts';
import { syncDirectory } from '../../disk/sync-directory.ts';
import { isAhead } from './is-ahead.ts';
import { objectPath } from './object-file-name.ts';
import type { HeldObject, StoreOutcome, WriteCondition } from './object-store.ts';
import { receiveObject } from './receive-object.ts';
import { type SettledWrite, settleWrite } from './settle-write.ts';
import { dropObject, type StoreState } from './store-state.ts';
import type { Turns } from './turns.ts';

export type ArrivingObject = {
  readonly key: string;
  readonly sha256: string;
  readonly sizeBytes: number;
  readonly condition: WriteCondition;
};

/** Stores an object as `ObjectStore.put` says. */
export async function putObject(
  state: StoreState,
  turns: Turns,
  object: ArrivingObject,
  body: Readable,
): Promise<StoreOutcome> {
  const early = decide(state, object);
  if (early.kind === 'known') return early.outcome;
  const arriving = join(state.folders.arriving, randomUUID());
  try {
    const received = await receiveObject(arriving, body, object);
    if (received.kind === 'different') return { kind: 'digest-mismatch', sha256: received.sha256 };
    return await turns(object.key, () => commit(state, object, arriving));
  } catch (error) {
    if (diskTrouble(error) === 'full') return { kind: 'no-room' };
    throw error;
  } finally {
    await rm(arriving, { force: true });
  }
}

const decide = ({ index }: StoreState, { key, sha256, condition }: ArrivingObject) =>
  settleWrite(key, sha256, condition, index.get(key), Date.now());

async function settle(state: StoreState, object: ArrivingObject, arriving: string): Promise<SettledWrite> {
  const decision = decide(state, object);
  if (decision.kind !== 'compare') return decision;
  const { held, version } = decision;
  const { key, sizeBytes } = object;
  const heldFile = { path: objectPath(state.folders.objects, held), sizeBytes: held.sizeBytes };
  return (await isAhead(key, { path: arriving, sizeBytes }, heldFile))
    ? { kind: 'write', version }
    : { kind: 'known', outcome: { kind: 'taken', object: held } };
}

/** Gives the bytes their name, unless another writer was first. Only what is durable is in the index, and so is answered. */
async function commit(state: StoreState, object: ArrivingObject, arriving: string): Promise<StoreOutcome> {
  const decision = await settle(state, object, arriving);
  if (decision.kind === 'known') return decision.outcome;
  const { key, sha256, sizeBytes } = object;
  const before = state.index.get(key);
  const stored: HeldObject = { key, sha256, sizeBytes, version: decision.version };
  await nameDurably(arriving, objectPath(state.folders.objects, stored));
  state.index.set(stored);
  if (before !== undefined) await dropObject(state, before);
  return { kind: 'stored', object: stored };
}

async function nameDurably(arriving: string, path: string): Promise<void> {
  await makeDirectoryDurably(dirname(path));
  try {
    await rename(arriving, path);
  } catch (error) {
    // The broadcast was removed between these two lines.
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
    await makeDirectoryDurably(dirname(path));
    await rename(arriving, path);
  }
  await syncDirectory(dirname(path));
}
