import { parse, setOptions } from 'hls-parser';
import { z } from 'zod';
import { SurecastError } from '../contract/surecast-error.ts';
import { scanHashLines, type UriHashes } from './hash-lines.ts';
import { isMultivariant, type MultivariantPlaylist, readVariants } from './multivariant-playlist.ts';
import { resolveUri } from './playlist-address.ts';
import type { Resource } from './resource.ts';
import { readSteeringTag, readVariantPathways } from './steering/steering-tag.ts';

/** One Media Segment as a Media Playlist lists it. */
export type MediaSegment = Resource & {
  /** Media Sequence Number. */
  readonly sequence: number;
  readonly durationSeconds: number;
  /** EXT-X-GAP: listed, but its media is lost; not to be fetched. */
  readonly gap: boolean;
  /** EXT-X-DISCONTINUITY stands before it. */
  readonly discontinuity: boolean;
  /** EXT-X-PROGRAM-DATE-TIME of its first frame, in milliseconds of Unix time. */
  readonly programDateTimeMs: number | undefined;
  /** The Media Initialization Section it needs. */
  readonly map: Resource | undefined;
};

/** A Media Playlist, reduced to what following it needs. */
export type MediaPlaylist = {
  readonly kind: 'media';
  readonly targetSeconds: number;
  /** Media Sequence Number of the first segment, also when there is none yet. */
  readonly mediaSequence: number;
  readonly segments: readonly MediaSegment[];
  /** EXT-X-ENDLIST: nothing will be added. */
  readonly ended: boolean;
};

const byteRange = z.object({ offset: z.int().nonnegative(), length: z.int().positive() });
const parsedSegment = z.object({
  uri: z.string().min(1),
  duration: z.number().nonnegative().max(86_400),
  mediaSequenceNumber: z.int().nonnegative(),
  gap: z.boolean().optional(),
  discontinuity: z.boolean().optional(),
  programDateTime: z.unknown(),
  byterange: byteRange.nullish(),
  key: z.object({ method: z.string() }).nullish(),
  map: z.object({ uri: z.string().min(1), byterange: byteRange.nullish() }).nullish(),
});
const parsedMedia = z.object({
  targetDuration: z.number().positive().max(86_400),
  mediaSequenceBase: z.int().nonnegative(),
  endlist: z.boolean(),
  segments: z.array(parsedSegment),
});
type ParsedSegment = z.infer<typeof parsedSegment>;

/**
 * Parses a playlist of either kind (RFC 8216), with the hashes of ours.
 *
 * What may be a cut transfer's end is left out: a last line without its line end, unless it is EXT-X-ENDLIST (half a
 * URI would name another object), and the tags of a segment whose URI is not there yet.
 *
 * @param url absolute URL of the playlist itself, which relative URIs are resolved against.
 * @throws SurecastError `PLAYLIST_UNREADABLE` for whatever is not a playlist that can be followed.
 */
export function parsePlaylist(text: string, url: string): MediaPlaylist | MultivariantPlaylist {
  const whole = dropCutEnd(text);
  if (!/^#EXTM3U[ \t]*(\r?\n|$)/.test(whole)) throw unreadable(url, 'it does not begin with #EXTM3U');
  const parsed = parseStructure(whole, url);
  if (isMultivariant(parsed))
    return readVariants(parsed, url, readSteeringTag(whole, url), readVariantPathways(whole));
  const media = parsedMedia.safeParse(parsed);
  if (!media.success) throw unreadable(url, describeIssue(media.error));
  const hashes = scanHashLines(whole);
  if (hashes.length !== media.data.segments.length)
    throw unreadable(url, 'a URI line stands without its EXTINF');
  return {
    kind: 'media',
    targetSeconds: media.data.targetDuration,
    mediaSequence: media.data.mediaSequenceBase,
    segments: media.data.segments.map((segment, index) => toSegment(segment, hashes[index], url)),
    ended: media.data.endlist,
  };
}

const segmentTag =
  /^#(EXTINF|EXT-X-(GAP|DISCONTINUITY\s*$|PROGRAM-DATE-TIME|BYTERANGE|MAP|KEY|DATERANGE|SURECAST-SHA256))/;

function dropCutEnd(text: string): string {
  const lines = text.split('\n');
  const lastLine = lines.at(-1)?.trim();
  if (lastLine !== '' && lastLine !== '#EXT-X-ENDLIST') lines[lines.length - 1] = '';
  if (lines.some((line) => line.trim() === '#EXT-X-ENDLIST')) return lines.join('\n');
  const lastUri = lines.findLastIndex((line) => line.trim() !== '' && !line.startsWith('#'));
  return lines.filter((line, index) => index <= lastUri || !segmentTag.test(line)).join('\n');
}

/** The parser's own complaints are no errors here: it warns about versions that hardly any playlist has right. */
function parseStructure(text: string, url: string): unknown {
  setOptions({ silent: true });
  try {
    // It decodes titles as if they were Latin-1 and throws on others; nobody needs them here.
    return parse(text.replace(/^(#EXTINF:[^,\r\n]*).*$/gm, '$1,'));
  } catch (error) {
    throw unreadable(url, error instanceof Error ? error.message : String(error), error);
  }
}

function toSegment(parsed: ParsedSegment, hashes: UriHashes | undefined, url: string): MediaSegment {
  if (parsed.key && parsed.key.method !== 'NONE')
    throw unreadable(url, 'its segments are encrypted (EXT-X-KEY)');
  if (hashes?.uri !== parsed.uri) throw unreadable(url, 'a URI line stands without its EXTINF');
  const date = parsed.programDateTime instanceof Date ? parsed.programDateTime.getTime() : Number.NaN;
  return {
    url: resolveUri(parsed.uri, url),
    byteRange: parsed.byterange ?? undefined,
    sha256: hashes.sha256,
    sequence: parsed.mediaSequenceNumber,
    durationSeconds: parsed.duration,
    gap: parsed.gap === true,
    discontinuity: parsed.discontinuity === true,
    programDateTimeMs: Number.isFinite(date) ? date : undefined,
    map: parsed.map
      ? {
          url: resolveUri(parsed.map.uri, url),
          byteRange: parsed.map.byterange ?? undefined,
          sha256: hashes.mapSha256,
        }
      : undefined,
  };
}

function describeIssue(error: z.ZodError): string {
  const issue = error.issues[0];
  return issue
    ? `${issue.path.join('.')}: ${issue.message}`
    : 'its structure is not that of a Media Playlist';
}

function unreadable(url: string, why: string, cause?: unknown): SurecastError {
  return new SurecastError(
    'PLAYLIST_UNREADABLE',
    `${url} is not an HLS playlist that can be followed: ${why}.`,
    {
      cause,
    },
  );
}
