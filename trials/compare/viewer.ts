import { setTimeout as sleep } from 'node:timers/promises';
import type { OriginView } from '../../tests/judge/origin-view.ts';

/** What a viewer met who followed the playlist all along, past the link. */
export type Seen = {
  /** When each version of the playlist was first seen, milliseconds of the monotonic clock. */
  readonly versionsMs: readonly number[];
  /** Versions that were empty or not a playlist. */
  readonly broken: number;
  /** Names that a playlist gave while there was no such object. */
  readonly dangling: number;
  /** Names whose object became another one later: a viewer had got half of it. */
  readonly changed: number;
};

export type Viewer = { stop(): Promise<Seen> };

const pollMs = 200;

/** Follows a Media Playlist at the origin itself; what a playlist names is fetched once, as soon as it is named. */
export function startViewer(view: OriginView, playlistKey: string): Viewer {
  const stopping = new AbortController();
  const dangling = new Set<string>();
  const sizes = new Map<string, number>();
  const versionsMs: number[] = [];
  let [broken, text] = [0, ''];
  const look = async () => {
    const playlist = (await view.get(playlistKey))?.bytes.toString();
    if (playlist === undefined || playlist === text) return;
    text = playlist;
    versionsMs.push(performance.now());
    if (!playlist.startsWith('#EXTM3U\n')) broken += 1;
    for (const key of namedKeys(playlist, playlistKey)) {
      if (sizes.has(key)) continue;
      const object = await view.get(key);
      if (object === undefined) dangling.add(key);
      else sizes.set(key, object.bytes.length);
    }
  };
  const following = (async () => {
    while (!stopping.signal.aborted) {
      await look();
      await sleep(pollMs);
    }
  })();
  return {
    stop: async () => {
      stopping.abort();
      await following;
      let changed = 0;
      for (const [key, size] of sizes) if ((await view.get(key))?.bytes.length !== size) changed += 1;
      return { versionsMs, broken, dangling: dangling.size, changed };
    },
  };
}

/** Keys of the segments that a Media Playlist names, gaps left out. */
export function namedKeys(playlist: string, playlistKey: string): string[] {
  const folder = playlistKey.slice(0, playlistKey.lastIndexOf('/') + 1);
  const keys: string[] = [];
  let isGap = false;
  for (const line of playlist.split('\n')) {
    if (line.startsWith('#EXT-X-GAP')) isGap = true;
    if (line === '' || line.startsWith('#')) continue;
    if (!isGap) keys.push(`${folder}${line}`);
    isGap = false;
  }
  return keys;
}
