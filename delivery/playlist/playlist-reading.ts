import { type MediaPlaylist, parsePlaylist } from '../../player/media-playlist.ts';

/** What of a playlist an edge goes by. */
export type PlaylistReading =
  /** A Multivariant Playlist, or what can't be read here: passed on as it is. */
  | { readonly kind: 'other' }
  | {
      readonly kind: 'media';
      readonly mediaSequence: number;
      /** Media Sequence Number behind the last segment. */
      readonly endSequence: number;
      /** Entries whose media is lost or not there yet. */
      readonly gaps: number;
      readonly ended: boolean;
      readonly targetSeconds: number;
      /** Keys of segments and initialization sections, in their order, the last ones at the live edge. */
      readonly entries: readonly NamedObject[];
    };

export type NamedObject = {
  readonly key: string;
  readonly sha256: string | undefined;
  readonly durationSeconds: number;
  /** The initialization section that it needs. */
  readonly map: { readonly key: string; readonly sha256: string | undefined } | undefined;
};

const base = 'http://edge.invalid/';

/** What a text says. That it came as it was sent is known by its hash; whether players can read it is theirs to find out. */
export function readPlaylist(key: string, text: string): PlaylistReading {
  const playlist = parsed(key, text);
  if (playlist?.kind !== 'media') return { kind: 'other' };
  return {
    kind: 'media',
    mediaSequence: playlist.mediaSequence,
    endSequence: playlist.mediaSequence + playlist.segments.length,
    gaps: playlist.segments.filter(({ gap }) => gap).length,
    ended: playlist.ended,
    targetSeconds: playlist.targetSeconds,
    entries: playlist.segments.map(toEntry),
  };
}

function parsed(key: string, text: string): ReturnType<typeof parsePlaylist> | undefined {
  try {
    return parsePlaylist(text, base + key);
  } catch {
    return undefined;
  }
}

function toEntry({ url, sha256, durationSeconds, map }: MediaPlaylist['segments'][number]): NamedObject {
  return {
    key: keyOf(url),
    sha256,
    durationSeconds,
    map: map === undefined ? undefined : { key: keyOf(map.url), sha256: map.sha256 },
  };
}

const keyOf = (url: string): string =>
  url.startsWith(base) ? url.slice(base.length).replace(/[?#].*$/, '') : url;

/** Whether a candidate is an older state than what is held: a lagging server's, which no viewer may be led back to. */
function isOlderReading(candidate: PlaylistReading, held: PlaylistReading): boolean {
  if (held.kind !== 'media') return false;
  if (candidate.kind !== 'media') return true;
  if (candidate.mediaSequence < held.mediaSequence || candidate.endSequence < held.endSequence) return true;
  if (candidate.endSequence > held.endSequence) return false;
  if (candidate.mediaSequence > held.mediaSequence) return false;
  return (held.ended && !candidate.ended) || candidate.gaps > held.gaps;
}

/**
 * What a candidate is to what is held, as far as the contents tell: a live playlist only ever goes on. `alike`: neither is ahead
 * of the other, or they can't be read.
 */
export function compareReadings(
  candidate: PlaylistReading,
  held: PlaylistReading,
): 'older' | 'alike' | 'newer' {
  if (isOlderReading(candidate, held)) return 'older';
  return isOlderReading(held, candidate) ? 'newer' : 'alike';
}

/** The entries that belong to the last so many seconds. */
export function liveEntries(reading: PlaylistReading, windowSeconds: number): readonly NamedObject[] {
  if (reading.kind !== 'media') return [];
  let seconds = 0;
  const first = reading.entries.findLastIndex(({ durationSeconds }) => {
    seconds += durationSeconds;
    return seconds > windowSeconds;
  });
  return reading.entries.slice(first + 1);
}

/** What each object named is said to be. */
export function namedObjects(
  reading: PlaylistReading,
): ReadonlyMap<string, { readonly sha256: string | undefined }> {
  const named = new Map<string, { readonly sha256: string | undefined }>();
  if (reading.kind !== 'media') return named;
  for (const { key, sha256, map } of reading.entries) {
    named.set(key, { sha256 });
    if (map !== undefined) named.set(map.key, { sha256: map.sha256 });
  }
  return named;
}
