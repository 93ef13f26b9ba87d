import type { EngineAddress } from '../engine/engine-address.ts';
import { pageHeaders } from './content-security-policy.ts';
import { refusal } from './refusal.ts';

/** Of a request of the page, what the engine gets to see; cookies, origin and referrer are none of its business. */
const passedOn = ['accept', 'content-type', 'last-event-id', 'range', 'if-none-match', 'if-range'];
const passedBack = [
  'accept-ranges',
  'cache-control',
  'content-disposition',
  'content-length',
  'content-range',
  'content-type',
  'etag',
  'retry-after',
];

export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/** A request with a body that the engine has taken (answered with 2xx), before the page hears of it. */
export type Taken = (request: { method: string; pathname: string; body: string }) => Promise<void>;

/**
 * Passes a request of the page on to the engine's loopback API, with the engine's token, which the page never has, and passes the
 * answer back as it streams: an event reaches the page as it leaves the engine.
 * @param engine undefined: it does not run at the moment
 */
export async function forwardRequest(
  request: Request,
  engine: EngineAddress | undefined,
  fetch: Fetch,
  onTaken: Taken,
): Promise<Response> {
  if (engine === undefined) return refusal(503, 'ENGINE_AWAY', 'The engine is being started.');
  const { pathname, search } = new URL(request.url);
  const headers = picked(request.headers, passedOn);
  headers.set('authorization', `Bearer ${engine.token}`);
  const { method } = request;
  const body = method === 'GET' || method === 'HEAD' ? undefined : await request.text();
  try {
    const answer = await fetch(new URL(pathname + search, engine.url).href, {
      method,
      headers,
      redirect: 'manual',
      signal: request.signal,
      ...(body !== undefined && body !== '' && { body }),
    });
    // A redirect would lead the page elsewhere; the engine has none. Its status can't be given to a Response of one's own.
    if (answer.status < 200 || (answer.status >= 300 && answer.status < 400 && answer.status !== 304))
      return refusal(502, 'ENGINE_AWAY', `The engine answered with status ${answer.status}.`);
    if (answer.ok && body !== undefined) await onTaken({ method, pathname, body });
    return respond(answer);
  } catch (error) {
    if (request.signal.aborted) throw error;
    return refusal(503, 'ENGINE_AWAY', 'The engine does not answer.');
  }
}

function respond(answer: Response): Response {
  const headers = picked(answer.headers, passedBack);
  // What fetch has unpacked is longer than its header says.
  if (answer.headers.has('content-encoding')) headers.delete('content-length');
  for (const [name, value] of Object.entries(pageHeaders)) headers.set(name, value);
  return new Response(answer.body, { status: answer.status, statusText: answer.statusText, headers });
}

function picked(from: Headers, names: readonly string[]): Headers {
  const headers = new Headers();
  for (const name of names) {
    const value = from.get(name);
    if (value !== null) headers.set(name, value);
  }
  return headers;
}
