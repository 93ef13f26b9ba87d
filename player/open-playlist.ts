import type { ErrorCode } from '../contract/error-codes.ts';
import { SurecastError } from '../contract/surecast-error.ts';
import { backOff } from './backoff.ts';
import { type DecodeContext, monotonicMs } from './decode-context.ts';
import type { MediaPlaylist } from './media-playlist.ts';
import { chooseVariant, steeredVariant, type Variant } from './multivariant-playlist.ts';
import { type PlaylistCopy, readPlaylist } from './read-playlist.ts';

/** A Media Playlist that was read for the first time. */
export type OpenedPlaylist = {
  /** Of the Media Playlist. */
  readonly url: string;
  readonly copy: PlaylistCopy<MediaPlaylist>;
  /** Set if a Multivariant Playlist was named. */
  readonly variant: Variant | undefined;
};

/**
 * Reads the playlist that was named, and chooses a variant if it is a Multivariant Playlist. A server that does not
 * answer, or is not well, is waited for, but not for ever: the address may be wrong. One that says no is believed at once,
 * unless it was said how long to wait.
 * @throws SurecastError `PLAYLIST_REFUSED`, `PLAYLIST_NOT_FOUND`, `PLAYLIST_UNREACHABLE`, `PLAYLIST_UNREADABLE`,
 *   `ORIGIN_TLS`, `VARIANT_UNKNOWN`.
 */
export async function openPlaylist(
  url: string,
  variantName: string | undefined,
  context: DecodeContext,
): Promise<OpenedPlaylist> {
  const first = await readFirst(url, context);
  if (isMedia(first)) {
    if (variantName === undefined) return { url, copy: first, variant: undefined };
    throw new SurecastError(
      'VARIANT_UNKNOWN',
      `${url} is a Media Playlist: it has no variants to choose from.`,
    );
  }
  if (first.playlist.kind !== 'multivariant')
    throw new SurecastError('INTERNAL', 'A playlist of no known kind.');
  const { steering } = first.playlist;
  const variant = chooseVariant(first.playlist, variantName);
  if (steering !== undefined)
    context.fetcher.follow(steering.manifestUrl, steeredVariant(first.playlist, variant), context.signal);
  if (variant.hasRenditions) {
    context.say(
      `Variant ${variant.name} has renditions in playlists of their own, which are not part of the output.`,
    );
  }
  const media = await readFirst(variant.url, context);
  if (isMedia(media)) return { url: variant.url, copy: media, variant };
  throw new SurecastError(
    'PLAYLIST_UNREADABLE',
    `${variant.url} is listed as a variant, but lists variants itself.`,
  );
}

function isMedia(copy: PlaylistCopy): copy is PlaylistCopy<MediaPlaylist> {
  return copy.playlist.kind === 'media';
}

/** Asking again would not change them: only who asks to wait has to wait. */
const refusals: ReadonlySet<ErrorCode> = new Set(['PLAYLIST_REFUSED', 'PLAYLIST_NOT_FOUND', 'ORIGIN_TLS']);

async function readFirst(url: string, context: DecodeContext): Promise<PlaylistCopy> {
  const { startPatienceMs, startRefusedPatienceMs } = context.tuning;
  const sinceMs = monotonicMs();
  for (let failures = 1; ; failures++) {
    const reading = await readPlaylist(url, context, undefined, failures > 1);
    if (reading.kind === 'read') return reading.copy;
    const usualMs = refusals.has(reading.code) ? startRefusedPatienceMs : startPatienceMs;
    const patienceMs = context.giveUpAfterMs ?? usualMs;
    if (monotonicMs() - sinceMs >= patienceMs) throw new SurecastError(reading.code, reading.why);
    if (failures === 1) context.say(`${reading.why.replace(/\.$/, '')}. Trying for ${patienceMs / 1000} s.`);
    await backOff(failures, context.tuning, context.signal);
    context.tally.retries++;
  }
}
