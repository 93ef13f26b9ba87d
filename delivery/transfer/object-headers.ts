import { isPlaylistKey } from '../../contract/network/object-key.ts';
import { etagOf, reprDigest, versionHeader } from '../../contract/network/object-transfer.ts';

const contentTypes: readonly { readonly ending: RegExp; readonly type: string }[] = [
  // RFC 8216, section 4
  { ending: /\.m3u8$/, type: 'application/vnd.apple.mpegurl' },
  { ending: /\.ts$/, type: 'video/mp2t' },
  { ending: /\.(mp4|m4s|cmfv)$/, type: 'video/mp4' },
  { ending: /\.(m4a|cmfa)$/, type: 'audio/mp4' },
  { ending: /\.aac$/, type: 'audio/aac' },
  { ending: /\.vtt$/, type: 'text/vtt' },
  { ending: /\.json$/, type: 'application/json' },
];

/** A playlist is stale after one segment; all else never changes under its name. */
export const cacheControlOf = (key: string): string =>
  isPlaylistKey(key) || key.endsWith('.json') ? 'public, max-age=1' : 'public, max-age=31536000, immutable';

export const contentTypeOf = (key: string): string =>
  contentTypes.find(({ ending }) => ending.test(key))?.type ?? 'application/octet-stream';

/** Headers that say what an object is, the same for all its parts. */
export const objectHeaders = (
  key: string,
  object: { readonly sha256: string; readonly version: number },
): Record<string, string> => ({
  'content-type': contentTypeOf(key),
  'cache-control': cacheControlOf(key),
  'accept-ranges': 'bytes',
  etag: etagOf(object.sha256),
  'repr-digest': reprDigest(object.sha256),
  [versionHeader]: String(object.version),
});
