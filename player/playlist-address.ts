import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { SurecastError } from '../contract/surecast-error.ts';

const fetchable = new Set(['http:', 'https:', 'file:']);

/**
 * Turns what a person typed, a URL or a local path, into an absolute URL.
 * @throws SurecastError `USAGE` for other schemes (`s3:` among them) and for credentials in the URL.
 */
export function playlistUrl(urlOrPath: string): string {
  if (urlOrPath === '') throw new SurecastError('USAGE', 'No playlist was named.');
  if (!/^[a-z][a-z0-9+.-]+:/i.test(urlOrPath)) return pathToFileURL(resolve(urlOrPath)).href;
  const url = URL.canParse(urlOrPath) ? new URL(urlOrPath) : undefined;
  if (!url || !fetchable.has(url.protocol)) {
    throw new SurecastError('USAGE', `${urlOrPath} is not an http(s) URL or a local path.`, {
      cure: 'Give the http(s) address that viewers use, or the path of the index.m3u8.',
    });
  }
  if (url.username !== '' || url.password !== '') {
    throw new SurecastError('USAGE', 'A playlist’s URL can’t carry a user name and password.');
  }
  return url.href;
}

/**
 * Resolves a URI of a playlist against the playlist's own URL. What came over the network may not name local files.
 * @throws SurecastError `PLAYLIST_UNREADABLE`.
 */
export function resolveUri(uri: string, base: string): string {
  const url = URL.canParse(uri, base) ? new URL(uri, base) : undefined;
  const allowed =
    url && fetchable.has(url.protocol) && (url.protocol !== 'file:' || base.startsWith('file:'));
  if (allowed) return url.href;
  throw new SurecastError(
    'PLAYLIST_UNREADABLE',
    `${base} names ${uri.slice(0, 200)}, which can’t be fetched.`,
  );
}
