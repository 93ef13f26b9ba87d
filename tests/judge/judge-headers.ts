import assert from 'node:assert/strict';

const types: readonly (readonly [RegExp, RegExp])[] = [
  [/\.m3u8$/, /^application\/vnd\.apple\.mpegurl$/],
  [/\.ts$/, /^video\/mp2t$/],
  [/\.(m4s|mp4)$/, /^video\/mp4$/],
  [/receipt\.json$/, /^application\/json/],
];

const shortLivedSeconds = 10;

/** Checks the headers that caches and players go by: design page "On the origin", RFC 8216 section 4 and 10. */
export function judgeHeaders(
  key: string,
  headers: { readonly contentType: string | null; readonly cacheControl: string | null },
): void {
  const type = types.find(([keys]) => keys.test(key))?.[1];
  assert.ok(type !== undefined, `${key} is of a kind that belongs there`);
  assert.match(headers.contentType?.toLowerCase() ?? '', type, `${key} has its content type`);
  const cache = headers.cacheControl ?? '';
  if (/\.(ts|m4s|mp4)$/.test(key)) assert.equal(cache, 'public, max-age=31536000, immutable', key);
  if (/\.m3u8$/.test(key)) {
    const maxAge = /max-age=(\d+)/.exec(cache)?.[1];
    const isShort = /no-cache|no-store/.test(cache) || Number(maxAge ?? Infinity) <= shortLivedSeconds;
    assert.ok(isShort, `${key} is short-lived, not "${cache}"`);
  }
}
