import { readFile } from 'node:fs/promises';
import { isPlaylistKey } from '../../contract/network/object-key.ts';
import { chooseEvictions } from './choose-evictions.ts';
import { type NamedObjects, namedObjects } from './named-objects.ts';
import { objectPath } from './object-file-name.ts';
import type { ObjectIndex } from './object-index.ts';
import type { HeldObject } from './object-store.ts';

/** A live playlist that was not renewed for so long holds nothing back any more: its broadcast was given up. */
const abandonedAfterMs = 10 * 60_000;
/** What is as new as this may be named by the next playlist. */
const freshMs = 60_000;

export type EvictorOptions = {
  readonly directory: string;
  readonly index: ObjectIndex;
  readonly keepBytes: number;
  readonly drop: (object: HeldObject) => Promise<void>;
};

/**
 * Keeps a store below its size: what the newest playlists do not name goes first, the oldest before the newer. Asked for room,
 * because the disk is fuller than that size lets expect, it evicts so many bytes more.
 */
export function createEvictor(options: EvictorOptions): (roomBytes?: number) => Promise<void> {
  const { directory, index, drop } = options;
  const read = rememberNamed(directory);
  const evict = async (roomBytes: number): Promise<void> => {
    const keepBytes = Math.min(options.keepBytes, index.bytes() - roomBytes);
    if (index.bytes() <= keepBytes) return;
    const objects = index.broadcasts().flatMap((name) => index.list(name));
    const live = new Set<string>();
    const ended = new Set<string>();
    const nowMs = Date.now();
    for (const object of objects) {
      if (object.version > nowMs - freshMs) live.add(object.key);
      if (!isPlaylistKey(object.key)) continue;
      const named = await read(object);
      const isLive = named?.ended === false && object.version > nowMs - abandonedAfterMs;
      const keys = [object.key, ...(named?.objects ?? []).map(({ key }) => key)];
      for (const key of keys) (isLive ? live : ended).add(key);
    }
    const view = { objects, heldBytes: index.bytes(), keepBytes, live, ended };
    for (const object of chooseEvictions(view)) await drop(object);
  };
  return oneAtATime(evict);
}

/** A playlist that can't be read names nothing. */
function rememberNamed(directory: string): (object: HeldObject) => Promise<NamedObjects | undefined> {
  const remembered = new Map<
    string,
    { readonly version: number; readonly named: NamedObjects | undefined }
  >();
  return async (object) => {
    const known = remembered.get(object.key);
    if (known?.version === object.version) return known.named;
    const named = await readFile(objectPath(directory, object), 'utf8')
      .then((text) => namedObjects(object.key, text))
      .catch(() => undefined);
    remembered.set(object.key, { version: object.version, named });
    if (remembered.size > 10_000) remembered.clear();
    return named;
  };
}

/** Asked again while it runs, it runs once more. */
function oneAtATime(work: (roomBytes: number) => Promise<void>): (roomBytes?: number) => Promise<void> {
  let running: Promise<void> | undefined;
  let wanted: number | undefined;
  const run = async (): Promise<void> => {
    while (wanted !== undefined) {
      const roomBytes = wanted;
      wanted = undefined;
      await work(roomBytes);
    }
  };
  return (roomBytes = 0) => {
    wanted = Math.max(wanted ?? 0, roomBytes);
    running ??= run().finally(() => {
      running = undefined;
    });
    return running;
  };
}
