import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, extname, join } from 'node:path';
import { gzipSync } from 'node:zlib';

/** A file of the player page, ready to be sent. */
export type PlayerFile = {
  readonly contentType: string;
  readonly etag: string;
  readonly plain: Buffer;
  readonly gzipped: Buffer;
};

const folder = join(import.meta.dirname, 'page');
const hlsPlayer = 'hls.light.min.js';

/** What is served of the page's folder, by the ending of its name. */
const contentTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.mjs': 'text/javascript; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
};

/** Reads all files of the page, by their names, once for the life of a process: what is not here is not there. */
export function readPlayerFiles(): ReadonlyMap<string, PlayerFile> {
  const own = readdirSync(folder).map((name) => join(folder, name));
  const player = createRequire(import.meta.url).resolve(`hls.js/dist/${hlsPlayer}`);
  const files = new Map<string, PlayerFile>();
  for (const path of [...own, player]) {
    const contentType = contentTypes[extname(path)];
    if (contentType === undefined) continue;
    const plain = readFileSync(path);
    const etag = `"${createHash('sha256').update(plain).digest('base64url').slice(0, 22)}"`;
    files.set(basename(path), { contentType, etag, plain, gzipped: gzipSync(plain) });
  }
  return files;
}
