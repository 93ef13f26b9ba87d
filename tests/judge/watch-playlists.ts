import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import type { DeliveryOrder } from '../../contract/delivery-order.ts';
import type { Scope } from '../testing/scope.ts';
import type { OriginView } from './origin-view.ts';
import { type ScannedPlaylist, scanMediaPlaylist } from './scan-media-playlist.ts';

/** Follows a broadcast's playlists while it is made, as a mistrustful viewer would. */
export type PlaylistWatch = {
  /** Resolves with the newest playlist once `isEnough` is true of it; rejects with the first broken promise. */
  until(isEnough: (playlist: ScannedPlaylist) => boolean): Promise<ScannedPlaylist>;
  /** Ends the watch. Rejects with the first broken promise; else tells how many versions were seen. */
  stop(): Promise<number>;
};

const pollMs = 100;

/**
 * Watches one variant's playlist: each version names only objects that are there by then, keeps what earlier versions
 * said of each sequence number, never ends earlier than one before it, and nothing follows EXT-X-ENDLIST.
 * @param order in `live-edge` order a gap of the live playlist may be a segment in the ended one, and in no other
 */
export function watchPlaylists(
  t: Scope,
  view: OriginView,
  name: string,
  variant: string,
  order: DeliveryOrder = 'complete',
): PlaylistWatch {
  const folder = `${name}/${variant}`;
  const seen = new Map<number, string>();
  const present = new Set<string>();
  const stopping = new AbortController();
  let newest: ScannedPlaylist | undefined;
  let lastText = '';
  let versions = 0;
  let broken: unknown;

  async function look(): Promise<void> {
    if (newest === undefined && (await view.has(`${name}/index.m3u8`))) {
      assert.ok(
        await view.has(`${folder}/index.m3u8`),
        'the Multivariant Playlist names a playlist that is there',
      );
    }
    const object = await view.get(`${folder}/index.m3u8`);
    assert.ok(object !== undefined || newest === undefined, 'the playlist does not go away');
    const text = object?.bytes.toString('utf8') ?? lastText;
    if (text === lastText) return;
    lastText = text;
    versions += 1;
    const playlist = scanMediaPlaylist(text);
    if (newest !== undefined) assertForward(newest, playlist);
    for (const { sequence, uri, gap, map } of playlist.segments) {
      const entry = `${uri}${gap ? ' (gap)' : ''}`;
      const before = seen.get(sequence) ?? entry;
      const isFilled = order === 'live-edge' && playlist.ended && before.endsWith(' (gap)') && !gap;
      if (!isFilled) assert.equal(entry, before, `entry ${sequence} stays as it was`);
      seen.set(sequence, entry);
      for (const each of [...(gap ? [] : [uri]), ...(map ? [map.uri] : [])]) await assertPresent(each);
    }
    newest = playlist;
  }

  async function assertPresent(uri: string): Promise<void> {
    if (present.has(uri)) return;
    assert.ok(await view.has(`${folder}/${uri}`), `${uri} is named and there`);
    present.add(uri);
  }

  async function follow(): Promise<void> {
    while (!stopping.signal.aborted) {
      // A store that is down for a while says nothing of playlists.
      await look().catch((error: unknown) => {
        if (error instanceof assert.AssertionError) throw error;
      });
      await sleep(pollMs, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  }

  t.after(() => stopping.abort());
  const following = follow().catch((error: unknown) => {
    broken = error;
  });
  return {
    until: async (isEnough) => {
      while (newest === undefined || !isEnough(newest)) {
        if (stopping.signal.aborted) throw new Error('the watch has ended');
        if (broken !== undefined) throw broken;
        await sleep(pollMs / 2);
      }
      return newest;
    },
    stop: async () => {
      stopping.abort();
      await following;
      if (broken !== undefined) throw broken;
      return versions;
    },
  };
}

function assertForward(before: ScannedPlaylist, after: ScannedPlaylist): void {
  assert.ok(!before.ended, 'nothing follows the end');
  assert.equal(after.targetSeconds, before.targetSeconds, 'the target duration stays');
  // The ended playlist names the whole broadcast again, under the numbers that its segments had.
  assert.ok(after.ended || after.mediaSequence >= before.mediaSequence, 'the media sequence goes back');
  const end = (playlist: ScannedPlaylist) => playlist.mediaSequence + playlist.segments.length;
  assert.ok(end(after) >= end(before), 'a newer playlist ends no earlier');
}
