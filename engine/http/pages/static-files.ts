import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

/** One file of the built page, held in memory: a request can name what was there at the start and nothing else. */
type PageFile = {
  readonly type: string;
  readonly bytes: Buffer;
  /** Undefined where packing gains nothing. */
  readonly packed: Buffer | undefined;
  readonly etag: string;
  /** Its name changes with its content. */
  readonly isHashed: boolean;
};

const types: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  svg: 'image/svg+xml',
  png: 'image/png',
  woff2: 'font/woff2',
  webmanifest: 'application/manifest+json',
};
const packable = new Set(['html', 'js', 'css', 'svg']);

export const builtPage = fileURLToPath(new URL('../../../renderer/dist/', import.meta.url));

/**
 * Serves the console's built page below `/`, `index.html` as `/` itself.
 * @returns false when it is not built: the API is there all the same
 */
export function registerPage(app: FastifyInstance, directory = builtPage): boolean {
  const files = readPage(directory);
  for (const [path, file] of files) {
    const url = path === 'index.html' ? '/' : `/${path}`;
    app.get(url, async (request, reply) => sendFile(request, reply, file));
  }
  return files.has('index.html');
}

function readPage(directory: string): ReadonlyMap<string, PageFile> {
  if (!existsSync(directory)) return new Map();
  const entries = readdirSync(directory, { recursive: true, withFileTypes: true });
  return new Map(
    entries.flatMap((entry) => {
      const path = join(entry.parentPath, entry.name);
      const name = relative(directory, path).split(sep).join('/');
      const ending = name.split('.').at(-1) ?? '';
      const type = types[ending];
      return entry.isFile() && type !== undefined ? [[name, pageFile(name, type, ending, path)]] : [];
    }),
  );
}

function pageFile(name: string, type: string, ending: string, path: string): PageFile {
  const bytes = readFileSync(path);
  return {
    type,
    bytes,
    packed: packable.has(ending) ? gzipSync(bytes) : undefined,
    etag: `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 22)}"`,
    isHashed: name.startsWith('assets/'),
  };
}

function sendFile(request: FastifyRequest, reply: FastifyReply, file: PageFile): FastifyReply {
  const caching = file.isHashed ? 'public, max-age=31536000, immutable' : 'no-cache';
  reply.headers({ 'cache-control': caching, etag: file.etag, vary: 'accept-encoding' });
  if (request.headers['if-none-match'] === file.etag) return reply.code(304).send();
  const takesPacked = /\bgzip\b/.test(String(request.headers['accept-encoding'] ?? ''));
  if (takesPacked && file.packed)
    return reply.type(file.type).header('content-encoding', 'gzip').send(file.packed);
  return reply.type(file.type).send(file.bytes);
}
