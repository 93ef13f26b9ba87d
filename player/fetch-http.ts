import { type Agent, fetch, type Response } from 'undici';
import type { Fetched, FetchRequest } from './fetch-request.ts';
import { readBody } from './read-body.ts';
import { refusalWords } from './refusal-words.ts';
import { ResourceFailure } from './resource-failure.ts';
import type { StallWatch } from './stall-watch.ts';

/** Statuses below 500 that a later attempt may well change. */
const passingStatuses = new Set([408, 421, 425, 429]);

/** Fetches over HTTP(S). @throws ResourceFailure; the watch's reason if it ended the transfer. */
export async function fetchHttp(request: FetchRequest, agent: Agent, watch: StallWatch): Promise<Fetched> {
  const response = await fetch(request.url, {
    dispatcher: agent,
    headers: headersOf(request),
    signal: watch.signal,
  });
  if (response.status === 304 && request.etag !== undefined) return 'unchanged';
  const { status } = response;
  if (status === 401 || status === 403)
    throw new ResourceFailure('absent', await refusalWords(response, watch, Date.now()), { status });
  if (!response.ok) {
    await response.body?.cancel();
    const passing = status >= 500 || passingStatuses.has(status);
    throw new ResourceFailure(passing ? 'outage' : 'absent', `HTTP ${status}`, { status });
  }
  const body = response.body ? await readBody(response.body, request.maxBytes, watch) : new Uint8Array();
  return {
    bytes: cutRange(body, response, request),
    url: response.url,
    etag: response.headers.get('etag') ?? undefined,
  };
}

function headersOf(request: FetchRequest): Record<string, string> {
  const range = request.byteRange;
  return {
    ...(range ? { range: `bytes=${range.offset}-${range.offset + range.length - 1}` } : {}),
    ...(request.bypassCaches ? { 'cache-control': 'no-cache', pragma: 'no-cache' } : {}),
    ...(request.etag !== undefined && !request.bypassCaches ? { 'if-none-match': request.etag } : {}),
    // Media does not compress, and a range or a length would no longer be that of the media.
    ...(request.isPlaylist ? {} : { 'accept-encoding': 'identity' }),
  };
}

/** A server may answer a range request with everything (RFC 9110, 14.2). */
function cutRange(body: Uint8Array, response: Response, request: FetchRequest): Uint8Array {
  const range = request.byteRange;
  if (!range) return body;
  const part = response.status === 206 ? body : body.subarray(range.offset, range.offset + range.length);
  if (part.byteLength === range.length) return part;
  throw new ResourceFailure('absent', `${part.byteLength} bytes of a range of ${range.length}`);
}
