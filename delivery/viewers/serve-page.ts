import type { IncomingMessage, ServerResponse } from 'node:http';
import type { PlayerFile } from './player-files.ts';

/**
 * What the page may do: run and look as its own files say, and load playlists, segments and steering from any edge, since it
 * can't be known to which one it will be sent. No inline script or style, no frame, no form.
 */
const contentPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self' http: https:",
  "media-src 'self' blob: http: https:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const headers = {
  'Content-Security-Policy': contentPolicy,
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  // The path may carry a token.
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Permissions-Policy': 'camera=(), microphone=(), geolocation=(), display-capture=()',
  Vary: 'Accept-Encoding',
} as const;

/** Sends a file of the player page, compressed if that is taken. @param status 403 for the page of who may not watch */
export function sendPlayerFile(
  request: IncomingMessage,
  response: ServerResponse,
  file: PlayerFile,
  status: 200 | 403 = 200,
): void {
  const cacheControl = status === 200 ? 'public, max-age=60' : 'no-store';
  const common = { ...headers, 'Cache-Control': cacheControl, ETag: file.etag };
  if (status === 200 && request.headers['if-none-match'] === file.etag) {
    response.writeHead(304, common).end();
    return;
  }
  const takesGzip = /\bgzip\b/.test(String(request.headers['accept-encoding'] ?? ''));
  const body = takesGzip ? file.gzipped : file.plain;
  response
    .writeHead(status, {
      ...common,
      'Content-Type': file.contentType,
      'Content-Length': body.length,
      ...(takesGzip ? { 'Content-Encoding': 'gzip' } : {}),
    })
    .end(body);
}
