import type { NamedObjects } from '../store/named-objects.ts';
import type { HeldObject } from '../store/object-store.ts';

/** An object that a server is to get. */
export type IssuedObject = {
  readonly object: HeldObject;
  /** Only a playlist has one; undefined also for one that can't be read, which then waits for nothing. */
  readonly named: NamedObjects | undefined;
  readonly isPlaylist: boolean;
  /** It may be there already: asked before it is sent. */
  readonly mayBeThere: boolean;
};

/** What one server is still to get of one broadcast, and in which order. Pure: no I/O, no clock. */
export type IssueLane = {
  add(issued: IssuedObject, age: 'fresh' | 'old'): void;
  /** The next to be sent; not given again until it has failed. */
  next(): IssuedObject | undefined;
  /** The server has it (or never will): nothing waits for it any more. */
  settle(issued: IssuedObject, isThere: boolean): void;
  fail(issued: IssuedObject): void;
  /** Objects that are waiting or under way. */
  size(): number;
};

/**
 * Playlists first, but each only when all that it names is there; then what the newest playlists name; then what arrives;
 * then the past, from the newest back. Only the newest version of a playlist is sent.
 */
export function createIssueLane(): IssueLane {
  const playlists = new Map<string, IssuedObject>();
  const fresh = new Map<string, IssuedObject>();
  const old = new Map<string, IssuedObject>();
  /** Keys of `old`, the newest last; some may be done by now. */
  const oldKeys: string[] = [];
  const underWay = new Set<string>();
  const playlistsThere = new Set<string>();
  const media = (key: string): IssuedObject | undefined => fresh.get(key) ?? old.get(key);
  const isFree = (issued: IssuedObject | undefined): issued is IssuedObject =>
    issued !== undefined && !underWay.has(issued.object.key);
  const isReady = ({ named }: IssuedObject): boolean =>
    (named?.objects ?? []).every(({ key }) =>
      named?.kind === 'multivariant' ? !playlists.has(key) || playlistsThere.has(key) : !media(key),
    );
  const newestOld = (): IssuedObject | undefined => {
    for (let key = oldKeys.pop(); key !== undefined; key = oldKeys.pop()) {
      const issued = old.get(key);
      if (isFree(issued)) return issued;
    }
    return undefined;
  };
  const choose = (): IssuedObject | undefined => {
    const waiting = [...playlists.values()].filter(isFree);
    return (
      waiting.find(isReady) ??
      firstNamed(waiting, (key) => (isFree(media(key)) ? media(key) : undefined)) ??
      firstOf(fresh.values(), isFree) ??
      newestOld()
    );
  };
  const holderOf = ({ object, isPlaylist }: IssuedObject): Map<string, IssuedObject> =>
    isPlaylist ? playlists : fresh.has(object.key) ? fresh : old;
  return {
    add: (issued, age) => {
      const { key, version } = issued.object;
      const holder = issued.isPlaylist ? playlists : age === 'fresh' ? fresh : old;
      if ((holder.get(key)?.object.version ?? 0) > version) return;
      holder.set(key, issued);
      if (holder === old) oldKeys.push(key);
    },
    next: () => {
      const chosen = choose();
      if (chosen !== undefined) underWay.add(chosen.object.key);
      return chosen;
    },
    settle: (issued, isThere) => {
      const { key, version } = issued.object;
      underWay.delete(key);
      if (issued.isPlaylist && isThere) playlistsThere.add(key);
      const holder = holderOf(issued);
      if (holder.get(key)?.object.version === version) holder.delete(key);
    },
    fail: ({ object }) => {
      underWay.delete(object.key);
      if (old.has(object.key)) oldKeys.push(object.key);
    },
    size: () => playlists.size + fresh.size + old.size,
  };
}

function firstNamed(
  playlists: readonly IssuedObject[],
  find: (key: string) => IssuedObject | undefined,
): IssuedObject | undefined {
  for (const { named } of playlists) {
    if (named?.kind !== 'media') continue;
    for (const { key } of named.objects) {
      const found = find(key);
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

function firstOf(
  all: Iterable<IssuedObject>,
  isFree: (issued: IssuedObject) => boolean,
): IssuedObject | undefined {
  for (const each of all) if (isFree(each)) return each;
  return undefined;
}
