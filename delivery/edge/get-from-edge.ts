import { isPlaylistKey } from '../../contract/network/object-key.ts';
import type { ArrivingObject } from './arriving-object.ts';
import type { EdgeBroadcast } from './edge-broadcast.ts';
import type { EdgeBroadcasts } from './edge-broadcasts.ts';
import type { EdgeAnswer, EdgeObject } from './edge-cache.ts';
import type { EdgeUpstream } from './edge-upstream.ts';
import type { EdgeWindow } from './edge-window.ts';
import type { Pulled } from './pull-object.ts';

/** The newest version of a playlist, asked for upstream if it was not lately. */
export async function getPlaylist(broadcast: EdgeBroadcast, key: string): Promise<EdgeAnswer> {
  const playlist = broadcast.playlist(key);
  const object = await playlist.current();
  if (object !== undefined) return { kind: 'object', object };
  broadcast.dropPlaylist(key, playlist);
  return { kind: playlist.outcome() };
}

type Pull = (broadcast: EdgeBroadcast, key: string) => Promise<EdgeAnswer>;

/** An immutable object: what is held or arriving already, else pulled, once for all who ask meanwhile. */
export function createObjectGetter(upstream: EdgeUpstream, window: EdgeWindow): Pull {
  const underway = new Map<string, Underway>();
  return (broadcast, key) => {
    const object = window.get(key);
    if (object !== undefined) return Promise.resolve({ kind: 'object', object });
    const known = underway.get(key);
    if (known !== undefined) return known.next.promise;
    const begun: Underway = { next: Promise.withResolvers<EdgeAnswer>() };
    underway.set(key, begun);
    void pullInto(begun, upstream, window, broadcast, key).finally(() => underway.delete(key));
    return begun.next.promise;
  };
}

/** A pull; `next` settles with the object as soon as it begins to arrive, and is another one when that object had to be given up. */
type Underway = { next: PromiseWithResolvers<EdgeAnswer> };

async function pullInto(
  begun: Underway,
  upstream: EdgeUpstream,
  window: EdgeWindow,
  broadcast: EdgeBroadcast,
  key: string,
): Promise<void> {
  const onBegun = (arriving: ArrivingObject): void => {
    window.hold(broadcast.name, arriving);
    begun.next.resolve({ kind: 'object', object: arriving.object });
    arriving.onStep(() => {
      if (arriving.state() === 'failed') begun.next = Promise.withResolvers<EdgeAnswer>();
    });
  };
  const pulled = await upstream.object(broadcast, key, onBegun).catch((): Pulled => 'unavailable');
  if (pulled === 'whole') return;
  window.drop(key);
  begun.next.resolve({ kind: pulled });
}

/** What can be given without waiting for anybody. */
export function heldObject(
  key: string,
  broadcasts: EdgeBroadcasts,
  window: EdgeWindow,
): EdgeObject | undefined {
  const broadcast = broadcasts.asked(key.slice(0, key.indexOf('/')));
  if (broadcast === undefined) return undefined;
  const object = isPlaylistKey(key) ? broadcast.knownPlaylist(key)?.fresh() : window.get(key);
  return object?.whole === undefined ? undefined : object;
}
