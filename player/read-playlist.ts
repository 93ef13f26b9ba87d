import { SurecastError } from '../contract/surecast-error.ts';
import { type DecodeContext, monotonicMs } from './decode-context.ts';
import { type MediaPlaylist, parsePlaylist } from './media-playlist.ts';
import type { MultivariantPlaylist } from './multivariant-playlist.ts';
import { ResourceFailure } from './resource-failure.ts';

type Playlist = MediaPlaylist | MultivariantPlaylist;

/** A playlist as it was last read, and what is needed to ask whether it has changed. */
export type PlaylistCopy<Kind extends Playlist = Playlist> = {
  readonly playlist: Kind;
  readonly etag: string | undefined;
  /** Where it was found in the end, after redirects. */
  readonly url: string;
};

/** One attempt's end; `why` is for a person, `code` what it is if it stays so. */
export type PlaylistReading =
  | { readonly kind: 'read'; readonly copy: PlaylistCopy }
  | {
      readonly kind: 'failed';
      readonly why: string;
      readonly code: PlaylistFailure;
    };

type PlaylistFailure =
  | 'PLAYLIST_UNREACHABLE'
  | 'PLAYLIST_REFUSED'
  | 'PLAYLIST_NOT_FOUND'
  | 'PLAYLIST_UNREADABLE'
  | 'ORIGIN_TLS';

/**
 * Reads a playlist once. HTML, garbage, half a playlist, too much or too slow: all of it is a failed reading.
 * @param previous the copy at hand, which is returned again if the server says that it still holds.
 * @throws only the signal's reason when it aborts.
 */
export async function readPlaylist(
  url: string,
  context: DecodeContext,
  previous?: PlaylistCopy,
  bypassCaches = false,
): Promise<PlaylistReading> {
  try {
    const { playlistMaxBytes: maxBytes, playlistDeadlineMs: deadlineMs } = context.tuning;
    const fetched = await context.fetcher.fetch(
      { url, maxBytes, deadlineMs, isPlaylist: true, etag: previous?.etag, bypassCaches },
      context.signal,
    );
    context.health.anyOkAtMs = monotonicMs();
    if (fetched === 'unchanged') {
      return previous
        ? { kind: 'read', copy: previous }
        : { kind: 'failed', why: 'HTTP 304 without a condition', code: 'PLAYLIST_UNREACHABLE' };
    }
    const playlist = parsePlaylist(new TextDecoder().decode(fetched.bytes), fetched.url);
    return { kind: 'read', copy: { playlist, etag: fetched.etag, url: fetched.url } };
  } catch (error) {
    if (error instanceof ResourceFailure) {
      return { kind: 'failed', why: `${url}: ${error.message}`, code: codeOf(error) };
    }
    if (error instanceof SurecastError && error.code === 'PLAYLIST_UNREADABLE') {
      return { kind: 'failed', why: error.message, code: 'PLAYLIST_UNREADABLE' };
    }
    throw error;
  }
}

const refusals: ReadonlySet<unknown> = new Set([401, 403, 'EACCES']);
const absences: ReadonlySet<unknown> = new Set([404, 410, 'ENOENT', 'ENOTDIR']);

function codeOf({ isUntrusted, status, code }: ResourceFailure): PlaylistFailure {
  if (isUntrusted) return 'ORIGIN_TLS';
  if (refusals.has(status ?? code)) return 'PLAYLIST_REFUSED';
  return absences.has(status ?? code) ? 'PLAYLIST_NOT_FOUND' : 'PLAYLIST_UNREACHABLE';
}
