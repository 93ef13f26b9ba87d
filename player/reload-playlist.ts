import { setTimeout as sleep } from 'node:timers/promises';
import { type DecodeContext, monotonicMs } from './decode-context.ts';
import { followPlaylist, followStart } from './follow.ts';
import type { MediaPlaylist, MediaSegment } from './media-playlist.ts';
import type { OpenedPlaylist } from './open-playlist.ts';
import { type PlaylistCopy, readPlaylist } from './read-playlist.ts';
import { ReloadPatience } from './reload-patience.ts';

/** What an accepted playlist brought. */
export type PlaylistNews = {
  readonly missing: { readonly firstSequence: number; readonly count: number } | undefined;
  readonly segments: readonly MediaSegment[];
  /** Unix milliseconds at which the playlist was there. */
  readonly seenAtMs: number;
  readonly playlist: MediaPlaylist;
};

type MediaCopy = PlaylistCopy<MediaPlaylist>;

const refusals = {
  backwards: 'the playlist went back to an older state',
  rewritten: 'the playlist lists other segments under numbers it used before',
} as const;

/**
 * Follows a Media Playlist to its end, through outages. Each piece of news goes to `onNews`, in order.
 * @throws SurecastError `PLAYLIST_UNREACHABLE` after `--give-up-after` without news; the signal's reason when aborted.
 */
export async function reloadUntilEnd(
  opened: OpenedPlaylist,
  context: DecodeContext,
  onNews: (news: PlaylistNews) => void,
): Promise<void> {
  const patience = new ReloadPatience(context);
  let state = followStart;
  let accepted = opened.copy;
  let candidate = opened.copy;
  let loadedAtMs = monotonicMs();
  for (;;) {
    const step = followPlaylist(state, candidate.playlist);
    if (step.kind === 'refused') {
      await patience.failed(refusals[step.reason]);
    } else {
      state = step.state;
      accepted = candidate;
      noteAccepted(context, accepted.playlist);
      const { missing, segments } = step;
      patience.accepted(missing !== undefined || segments.length > 0, accepted.playlist.targetSeconds);
      onNews({ missing, segments, seenAtMs: Date.now(), playlist: accepted.playlist });
      if (step.reloadAfterMs === undefined) return;
      const leftMs = Math.max(0, loadedAtMs + step.reloadAfterMs - monotonicMs());
      await sleep(leftMs, undefined, { signal: context.signal });
    }
    loadedAtMs = monotonicMs();
    candidate = await readAgain(opened.url, accepted, context, patience);
  }
}

async function readAgain(
  url: string,
  accepted: MediaCopy,
  context: DecodeContext,
  patience: ReloadPatience,
): Promise<MediaCopy> {
  for (;;) {
    const reading = await readPlaylist(url, context, accepted, patience.isFailing);
    if (reading.kind === 'failed') {
      await patience.failed(reading.why);
    } else if (reading.copy.playlist.kind === 'media') {
      return { ...reading.copy, playlist: reading.copy.playlist };
    } else {
      await patience.failed('a Multivariant Playlist stands where the Media Playlist was');
    }
  }
}

function noteAccepted({ health }: DecodeContext, playlist: MediaPlaylist): void {
  health.playlistOkAtMs = monotonicMs();
  health.playlistFreshMs = 10_000 + 2000 * playlist.targetSeconds;
  health.windowStart = playlist.mediaSequence;
  health.ended = playlist.ended;
}
