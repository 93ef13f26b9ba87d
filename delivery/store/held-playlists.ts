import { text } from 'node:stream/consumers';
import { type NamedObjects, namedObjects } from './named-objects.ts';
import type { HeldObject, ObjectStore } from './object-store.ts';

/** What a playlist of the store names; undefined: it can't be read, or was replaced meanwhile. */
export async function readNamed(store: ObjectStore, playlist: HeldObject): Promise<NamedObjects | undefined> {
  try {
    const body = await store.read(playlist);
    return body && namedObjects(playlist.key, await text(body));
  } catch {
    return undefined;
  }
}

/** Whether a broadcast has ended: it has Media Playlists, and each has EXT-X-ENDLIST. Pure. */
export function hasEnded(playlists: readonly (NamedObjects | undefined)[]): boolean {
  const media = playlists.filter((named) => named?.kind !== 'multivariant');
  return media.length > 0 && media.every((named) => named?.ended === true);
}
