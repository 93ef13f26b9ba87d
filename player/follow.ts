import type { MediaPlaylist, MediaSegment } from './media-playlist.ts';

/** What a client that follows a Media Playlist remembers between two reloads. */
export type FollowState = {
  /** Media Sequence Number of the first segment that was not handed out yet; undefined before the first playlist. */
  readonly nextSequence: number | undefined;
  /** The last playlist that was accepted. */
  readonly accepted: MediaPlaylist | undefined;
};

/** What a reloaded playlist means. */
export type FollowStep =
  | {
      /** It contradicts the one before: not used; to be fetched again, past any cache. */
      readonly kind: 'refused';
      readonly reason: 'backwards' | 'rewritten';
    }
  | {
      readonly kind: 'accepted';
      readonly state: FollowState;
      /** Segments that left the sliding window before they were ever seen; they come before `segments`. */
      readonly missing: { readonly firstSequence: number; readonly count: number } | undefined;
      /** Segments not handed out before, in order. */
      readonly segments: readonly MediaSegment[];
      /** Milliseconds from the start of this load to the start of the next; undefined: it has ended. */
      readonly reloadAfterMs: number | undefined;
    };

export const followStart: FollowState = { nextSequence: undefined, accepted: undefined };

const reloadMinMs = 200;
const reloadMaxMs = 60_000;

/**
 * Takes a reloaded playlist (RFC 8216, 6.3.4 and 6.2.2): hands out each segment once, in order, says which ones are
 * gone for good, and when to load again: after the target duration, or half of it if nothing was new.
 * A playlist that is behind the one before, or that lists other bytes under a number already seen, is refused.
 */
export function followPlaylist(state: FollowState, playlist: MediaPlaylist): FollowStep {
  const before = state.accepted;
  if (before && isBehind(before, playlist)) return { kind: 'refused', reason: 'backwards' };
  if (before && isRewritten(before, playlist)) return { kind: 'refused', reason: 'rewritten' };
  const next = state.nextSequence ?? playlist.mediaSequence;
  const missingCount = Math.max(0, playlist.mediaSequence - next);
  const changed = !before || endOf(playlist) > endOf(before) || playlist.ended;
  return {
    kind: 'accepted',
    state: { nextSequence: Math.max(next, endOf(playlist)), accepted: playlist },
    missing: missingCount > 0 ? { firstSequence: next, count: missingCount } : undefined,
    segments: playlist.segments.slice(Math.max(0, next - playlist.mediaSequence)),
    reloadAfterMs: playlist.ended ? undefined : reloadAfterMs(playlist.targetSeconds, changed),
  };
}

/** Milliseconds between the starts of two loads of a live playlist. */
export function reloadAfterMs(targetSeconds: number, changed: boolean): number {
  const wait = targetSeconds * 1000 * (changed ? 1 : 0.5);
  return Math.min(reloadMaxMs, Math.max(reloadMinMs, wait));
}

/** Media Sequence Number after the last segment. */
function endOf(playlist: MediaPlaylist): number {
  return playlist.mediaSequence + playlist.segments.length;
}

/** An ended playlist may list again from the first segment what the live window had let go. */
function isBehind(before: MediaPlaylist, after: MediaPlaylist): boolean {
  return (
    (after.mediaSequence < before.mediaSequence && !after.ended) ||
    endOf(after) < endOf(before) ||
    (before.ended && (!after.ended || endOf(after) > endOf(before)))
  );
}

/** Compares only what both list; a gap that was filled since is no contradiction. */
function isRewritten(before: MediaPlaylist, after: MediaPlaylist): boolean {
  const shift = before.mediaSequence - after.mediaSequence;
  return before.segments.some((old, index) => {
    const now = after.segments[index + shift];
    if (!now || old.gap || now.gap) return false;
    return old.sha256 !== undefined && now.sha256 !== undefined
      ? old.sha256 !== now.sha256
      : pathOf(old.url) !== pathOf(now.url);
  });
}

/** Without the query, which may carry a token that changes with every reload. */
function pathOf(url: string): string {
  const query = url.indexOf('?');
  return query === -1 ? url : url.slice(0, query);
}
