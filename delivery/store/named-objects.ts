import { parseNetworkKey } from '../../contract/network/object-key.ts';
import { parsePlaylist } from '../../player/media-playlist.ts';
import type { Resource } from '../../player/resource.ts';
import { broadcastOf } from './object-file-name.ts';

/** An object that a playlist names. */
export type NamedObject = {
  readonly key: string;
  /** As the playlist states it; undefined: it states none. */
  readonly sha256: string | undefined;
};

/** What a playlist of a broadcast names: Media Playlists, or initialization sections and segments in their order. */
export type NamedObjects = {
  readonly kind: 'media' | 'multivariant';
  /** EXT-X-ENDLIST: nothing will be added. */
  readonly ended: boolean;
  readonly targetSeconds: number;
  readonly objects: readonly NamedObject[];
};

/** Never asked: URIs of playlists are relative, and what they come to below this is a key. */
const base = 'http://surecast.invalid/';

/**
 * Reads a playlist for the keys that it names; what lies outside of the broadcast is left out. Pure.
 * @throws SurecastError PLAYLIST_UNREADABLE
 */
export function namedObjects(key: string, text: string): NamedObjects {
  const playlist = parsePlaylist(text, base + key);
  const named = within(broadcastOf(key));
  if (playlist.kind === 'multivariant') {
    const objects = playlist.variants.flatMap(({ url }) => named(url, undefined));
    return { kind: 'multivariant', ended: false, targetSeconds: 0, objects };
  }
  const resources = playlist.segments
    .filter(({ gap }) => !gap)
    .flatMap(({ map, ...segment }) => [map, segment]);
  return {
    kind: 'media',
    ended: playlist.ended,
    targetSeconds: playlist.targetSeconds,
    objects: unique(resources.flatMap((each) => (each === undefined ? [] : named(each.url, each)))),
  };
}

const within =
  (broadcast: string) =>
  (url: string, resource: Resource | undefined): NamedObject[] => {
    const key = url.startsWith(base) ? url.slice(base.length) : '';
    const isOwn = parseNetworkKey(key)?.broadcast === broadcast;
    return isOwn ? [{ key, sha256: resource?.sha256 }] : [];
  };

/** One initialization section serves many segments. */
const unique = (objects: readonly NamedObject[]): NamedObject[] => [
  ...new Map(objects.map((object) => [object.key, object])).values(),
];
