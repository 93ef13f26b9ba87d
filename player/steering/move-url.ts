/**
 * The URL that an object of one pathway has at another: relative to the Media Playlist, else at the same path of the other
 * server. Pure.
 *
 * @param from absolute URL of the Media Playlist in the pathway that `url` is of. @param to the same in the other one
 * @returns undefined when it lies elsewhere: that is no pathway's own
 */
export function moveUrl(url: string, from: string, to: string): string | undefined {
  if (url === from) return to;
  const folder = new URL('.', from).href;
  if (url.startsWith(folder)) return new URL(`./${url.slice(folder.length)}`, to).href;
  return atSameServer(url, from, to);
}

/** The same path at another server; undefined when `url` is not at the server of `from`. */
export function atSameServer(url: string, from: string, to: string): string | undefined {
  const { origin, pathname, search } = new URL(url);
  if (origin === 'null' || origin !== new URL(from).origin) return undefined;
  return new URL(`${pathname}${search}`, to).href;
}
