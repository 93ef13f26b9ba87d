import { toSurecastError } from '../../contract/surecast-error.ts';
import type { VerifyProblem } from '../../contract/verify-report.ts';
import { parsePlaylist } from '../../player/media-playlist.ts';
import type { Resource } from '../../player/resource.ts';
import type { ExpectedObject } from './expected-object.ts';

/** Keys are resolved as if they were paths of this server, which does not exist (RFC 2606). */
const base = 'http://origin.invalid/';

/**
 * Compares what a playlist names with what is listed: nothing else may be named, and each segment and initialization
 * section carries the listed SHA-256. Pure.
 */
export function checkPlaylist(
  key: string,
  text: string,
  listed: ReadonlyMap<string, ExpectedObject>,
): VerifyProblem[] {
  try {
    const playlist = parsePlaylist(text, urlOf(key));
    if (playlist.kind === 'multivariant') {
      return playlist.variants.flatMap(({ url }) => problemWith(key, { url }, listed));
    }
    const maps = new Map(playlist.segments.flatMap(({ map }) => (map ? [[map.url, map]] : [])));
    const segments = playlist.segments.filter((segment) => !segment.gap);
    return [...maps.values(), ...segments].flatMap((named) => hashProblemWith(key, named, listed));
  } catch (error) {
    const { code, message } = toSurecastError(error);
    return [{ key, code, message: message.replaceAll(base, '') }];
  }
}

function hashProblemWith(
  key: string,
  named: Resource,
  listed: ReadonlyMap<string, ExpectedObject>,
): VerifyProblem[] {
  const unlisted = problemWith(key, named, listed);
  if (unlisted.length > 0) return unlisted;
  const namedKey = keyOf(named.url);
  if (named.sha256 === undefined) return [differs(key, `gives no SHA-256 for ${namedKey}`)];
  if (named.sha256 === listed.get(namedKey)?.sha256) return [];
  return [differs(key, `gives another SHA-256 for ${namedKey}`)];
}

function problemWith(
  key: string,
  named: { readonly url: string },
  listed: ReadonlyMap<string, ExpectedObject>,
): VerifyProblem[] {
  const namedKey = keyOf(named.url);
  return listed.has(namedKey) ? [] : [differs(key, `names ${namedKey}, which is not verified there`)];
}

function differs(key: string, what: string): VerifyProblem {
  return { key, code: 'PLAYLIST_DIFFERS', message: `${key} ${what}.` };
}

function urlOf(key: string): string {
  return base + key.split('/').map(encodeURIComponent).join('/');
}

function keyOf(url: string): string {
  if (!url.startsWith(base)) return url;
  const key = url.slice(base.length);
  try {
    return decodeURIComponent(key);
  } catch {
    // An escape that is none: kept as it stands, so that it is a name nobody listed.
    return key;
  }
}
