import { namedObjects } from '../playlist/playlist-reading.ts';
import { createHeldPlaylist, type HeldPlaylist, type HeldPlaylistOptions } from './held-playlist.ts';

/** What an edge knows of one broadcast that somebody watches. */
export type EdgeBroadcast = {
  readonly name: string;
  playlist(key: string): HeldPlaylist;
  /** The playlist, if it was ever asked for. */
  knownPlaylist(key: string): HeldPlaylist | undefined;
  /** What a playlist that is held says of an object; undefined: none names it. */
  named(key: string): { readonly sha256: string | undefined } | undefined;
  /** A playlist that upstream does not have is forgotten. */
  dropPlaylist(key: string, playlist: HeldPlaylist): void;
  isEmpty(): boolean;
  playlistBytes(): number;
  askedAtMs: number;
  pulledFrom: { readonly server: string; readonly atMs: number } | undefined;
  /** Ends all that is under way for it. */
  readonly callOff: AbortController;
};

type Pull = HeldPlaylistOptions['pull'];
export type BroadcastOptions = Omit<HeldPlaylistOptions, 'pull'> & {
  readonly name: string;
  readonly pull: (key: string, ...args: Parameters<Pull>) => ReturnType<Pull>;
};

export function createEdgeBroadcast({ name, pull, onVersion, ...options }: BroadcastOptions): EdgeBroadcast {
  const playlists = new Map<string, HeldPlaylist>();
  const naming = new Map<string, ReturnType<typeof namedObjects>>();

  function open(key: string): HeldPlaylist {
    const made = createHeldPlaylist({
      ...options,
      pull: (...args) => pull(key, ...args),
      onVersion: (version) => {
        naming.set(key, namedObjects(version.reading));
        onVersion(version);
      },
    });
    playlists.set(key, made);
    return made;
  }

  return {
    name,
    playlist: (key) => playlists.get(key) ?? open(key),
    knownPlaylist: (key) => playlists.get(key),
    named(key) {
      for (const each of naming.values()) {
        const said = each.get(key);
        if (said !== undefined) return said;
      }
      return undefined;
    },
    dropPlaylist(key, playlist) {
      if (playlists.get(key) === playlist) playlists.delete(key);
    },
    isEmpty: () => playlists.size === 0,
    playlistBytes: () => [...playlists.values()].reduce((sum, each) => sum + each.sizeBytes(), 0),
    askedAtMs: options.nowMs(),
    pulledFrom: undefined,
    callOff: new AbortController(),
  };
}
