import type { HeldObject } from './object-store.ts';

/** What an eviction is decided by. */
export type EvictionView = {
  /** All that is held. */
  readonly objects: readonly HeldObject[];
  readonly heldBytes: number;
  readonly keepBytes: number;
  /** Of a broadcast that runs: its playlists and what they name. Never evicted. */
  readonly live: ReadonlySet<string>;
  /** Named by the playlist of a broadcast that has ended: evicted when nothing else is left. */
  readonly ended: ReadonlySet<string>;
};

/** The objects to be evicted so that no more than `keepBytes` are held: the oldest first. Pure. */
export function chooseEvictions(view: EvictionView): readonly HeldObject[] {
  let surplusBytes = view.heldBytes - view.keepBytes;
  if (surplusBytes <= 0) return [];
  const chosen: HeldObject[] = [];
  const oldestFirst = view.objects
    .filter(({ key }) => !view.live.has(key))
    .sort((a, b) => Number(view.ended.has(a.key)) - Number(view.ended.has(b.key)) || a.version - b.version);
  for (const object of oldestFirst) {
    if (surplusBytes <= 0) break;
    chosen.push(object);
    surplusBytes -= object.sizeBytes;
  }
  return chosen;
}
