/**
 * How an object travels between encoder, main, intermediate and edge: plain HTTP under `/objects/KEY`.
 *
 * - `PUT` carries `Repr-Digest` (RFC 9530). 201: stored, fsynced, and the bytes match it; 400 DIGEST_MISMATCH: nothing kept.
 *   `If-None-Match: *` creates; `If-Match: "SHA256"` replaces exactly that version (playlists only); else 412, whose `ETag` and
 *   `Repr-Digest` are those of what is there. The same bytes again are 200.
 * - `HEAD` and `GET` answer with `Repr-Digest`, `ETag: "SHA256"`, `Content-Length`, `Content-Type`, `Cache-Control`; ranges and
 *   `If-None-Match` as RFC 9110 has them. `HEAD` is answered from the server's own disk alone; with `Want-Repr-Digest` (RFC
 *   9530) the bytes are read and hashed again first, and it is 404 if they are damaged.
 * - `Surecast-Version` is the number of a playlist's version by the main server, in what it sends and answers: it rises
 *   with each, so that what was under way longer never takes the place of something newer. A `PUT` by a main server has it
 *   instead of a condition. When a broadcast moves to another main server, that one counts by its own clock: a Media Playlist whose
 *   content is ahead takes the place of one with a higher number.
 * - Between nodes TLS with certificates of the network on both sides says who asks; an encoder shows a publishing token
 *   (`Authorization: Bearer`).
 */
export const objectsPath = '/objects/';

/** Header with an object's version: a whole number, see above. */
export const versionHeader = 'surecast-version';

/** Below this prefix anyone who may publish may try the server out: kept for a minute, never issued to others. */
export const probePrefix = '.surecast-probe/';

/** `Repr-Digest` of bytes with this lower-case hex SHA-256. */
export const reprDigest = (sha256: string): string =>
  `sha-256=:${Buffer.from(sha256, 'hex').toString('base64')}:`;

/** The lower-case hex SHA-256 in a `Repr-Digest` (or `Content-Digest`) header, if it has one. */
export function sha256OfDigest(header: string | undefined): string | undefined {
  const found = /(?:^|,)\s*sha-256=:([A-Za-z0-9+/]{43}=):/.exec(header ?? '')?.[1];
  return found === undefined ? undefined : Buffer.from(found, 'base64').toString('hex');
}

/** `ETag` of an object: a strong validator, its SHA-256. */
export const etagOf = (sha256: string): string => `"${sha256}"`;

/** The SHA-256 in an `ETag` or `If-Match` of this network. */
export const sha256OfEtag = (etag: string | undefined): string | undefined =>
  /^"([0-9a-f]{64})"$/.exec(etag ?? '')?.[1];

const probeKey = /^\.surecast-probe(\/[A-Za-z0-9][A-Za-z0-9._-]{0,149}){1,2}$/;

/** Whether a key lies below the prefix for trying out, and may. */
export const isProbeKey = (key: string): boolean => probeKey.test(key);
