import { extname, join, sep } from 'node:path';

const contentTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.json': 'application/json',
};

/** A file of the page: where it lies and as what it is served. */
export type PageFile = { readonly path: string; readonly contentType: string };

/**
 * The file that a path of the page's address means, or undefined for what can't be one: anything that leads out of the folder, is
 * hidden, or has no known type. A path without an extension is a screen's address, and means the page itself. Pure.
 * @param folder absolute path of the built page
 * @param pathname of the URL, still encoded
 */
export function pageFile(folder: string, pathname: string): PageFile | undefined {
  const decoded = decode(pathname);
  if (decoded === undefined || /[\\\0:]/.test(decoded)) return undefined;
  const parts = decoded.split('/').filter((part) => part !== '');
  if (parts.some((part) => part.startsWith('.'))) return undefined;
  const last = parts.at(-1) ?? '';
  const names = extname(last) === '' ? ['index.html'] : parts;
  const contentType = contentTypes[extname(names.at(-1) ?? '')];
  const path = join(folder, ...names);
  if (contentType === undefined || !path.startsWith(folder + sep)) return undefined;
  return { path, contentType };
}

function decode(pathname: string): string | undefined {
  try {
    return decodeURIComponent(pathname);
  } catch {
    return undefined;
  }
}
