import { broadcastOf } from './object-file-name.ts';
import type { HeldObject } from './object-store.ts';

/** What a store holds, in memory: the newest version under each key, in the order in which they came. */
export type ObjectIndex = {
  get(key: string): HeldObject | undefined;
  /** Takes the place of an older version of the key. */
  set(object: HeldObject): void;
  /** Takes out this version, if it still is the one that is held. */
  delete(object: HeldObject): void;
  list(broadcast: string): HeldObject[];
  broadcasts(): string[];
  bytes(): number;
  clear(broadcast: string): void;
};

export function createObjectIndex(): ObjectIndex {
  const broadcasts = new Map<string, Map<string, HeldObject>>();
  let bytes = 0;
  const get = (key: string) => broadcasts.get(broadcastOf(key))?.get(key);
  const remove = (object: HeldObject): void => {
    const name = broadcastOf(object.key);
    const objects = broadcasts.get(name);
    if (objects?.get(object.key)?.version !== object.version) return;
    objects.delete(object.key);
    bytes -= object.sizeBytes;
    if (objects.size === 0) broadcasts.delete(name);
  };
  return {
    get,
    set: (object) => {
      const before = get(object.key);
      if (before !== undefined) remove(before);
      const name = broadcastOf(object.key);
      const objects = broadcasts.get(name) ?? new Map<string, HeldObject>();
      broadcasts.set(name, objects.set(object.key, object));
      bytes += object.sizeBytes;
    },
    delete: remove,
    list: (name) => [...(broadcasts.get(name)?.values() ?? [])],
    broadcasts: () => [...broadcasts.keys()],
    bytes: () => bytes,
    clear: (name) => {
      for (const object of broadcasts.get(name)?.values() ?? []) bytes -= object.sizeBytes;
      broadcasts.delete(name);
    },
  };
}
