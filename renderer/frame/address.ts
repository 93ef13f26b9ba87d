/** Where the page is: the screen's path, and what follows it. */
export type Address = { readonly path: string; readonly rest: string };

/** Reads `#/broadcasts/a%20b` as `broadcasts` and `a b`; anything else is the first screen's. */
export function parseAddress(hash: string, fallback: string): Address {
  const [, path, rest = ''] = /^#\/([a-z-]+)(?:\/(.*))?$/.exec(hash) ?? [];
  return path === undefined ? { path: fallback, rest: '' } : { path, rest: decoded(rest) };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** The address of a screen, for links. */
export function addressOf(path: string, rest = ''): string {
  return rest === '' ? `#/${path}` : `#/${path}/${encodeURIComponent(rest)}`;
}
