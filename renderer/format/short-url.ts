/** Long addresses by their ends: the kind and bucket, and the last folder. */
export function shortUrl(url: string, maxLength = 44): string {
  if (url.length <= maxLength) return url;
  const keep = Math.floor((maxLength - 1) / 2);
  return `${url.slice(0, keep)}…${url.slice(-keep)}`;
}
