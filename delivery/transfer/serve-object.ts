import { pipeline } from 'node:stream/promises';
import type { ByteSpan, ObjectStore } from '../store/object-store.ts';
import { Refusal } from './answer.ts';
import { decideRead, type ReadDecision } from './decide-read.ts';
import type { Exchange } from './exchange.ts';
import { objectHeaders } from './object-headers.ts';
import type { ObjectSource, ServedObject } from './object-source.ts';

/** An object may be replaced between the answer that it is there and its first byte; hardly several times. */
const attempts = 4;

/** Answers a GET, from wherever the objects come. @throws Refusal */
export async function serveGet(exchange: Exchange, key: string, source: ObjectSource): Promise<void> {
  for (let attempt = 0; attempt < attempts; attempt++) {
    const found = await source(key, exchange.signal);
    if (found.kind === 'missing') break;
    if (found.kind === 'unavailable') throw unavailable(key);
    if (await sendObject(exchange, key, found.object)) return;
  }
  throw missing(key);
}

/** Answers a HEAD: what this server's own disk has, read again if a digest is wanted. @throws Refusal */
export async function serveHead(
  { request, response, grant }: Exchange,
  key: string,
  store: ObjectStore,
): Promise<void> {
  const object = store.head(key);
  if (object === undefined) throw missing(key);
  const wantsProof = /(^|,)\s*sha-256=([1-9]|10)\b/.test(String(request.headers['want-repr-digest'] ?? ''));
  grant(object.sizeBytes);
  if (wantsProof && !(await store.check(object))) throw missing(key);
  const decision = decideRead(request.headers, object);
  response.writeHead(decision.status, headersFor(decision, key, object)).end();
}

/** @returns false if the object is not there any more */
async function sendObject(
  { request, response, signal, grant }: Exchange,
  key: string,
  object: ServedObject,
): Promise<boolean> {
  const decision = decideRead(request.headers, object);
  const headers = headersFor(decision, key, object);
  const span = spanOf(decision);
  const hasBody = decision.status === 200 || decision.status === 206;
  if (!hasBody) {
    response.writeHead(decision.status, headers).end();
    return true;
  }
  const body = await object.read(span);
  if (body === undefined) return false;
  grant(object.sizeBytes);
  response.writeHead(decision.status, headers);
  await pipeline(body, response, { signal });
  return true;
}

const spanOf = (decision: ReadDecision): ByteSpan | undefined =>
  decision.status === 206 ? decision.span : undefined;

function headersFor(
  decision: ReadDecision,
  key: string,
  object: Pick<ServedObject, 'sha256' | 'sizeBytes' | 'version'>,
): Record<string, string | number> {
  const headers = objectHeaders(key, object);
  const { sizeBytes } = object;
  if (decision.status === 200) return { ...headers, 'content-length': sizeBytes };
  if (decision.status === 304) return headers;
  if (decision.status === 416)
    return { 'content-range': `bytes */${sizeBytes}`, 'content-length': 0, 'cache-control': 'no-store' };
  if (decision.status !== 206) return { ...headers, 'content-length': 0, 'cache-control': 'no-store' };
  const { start, end } = decision.span;
  return {
    ...headers,
    'content-range': `bytes ${start}-${end}/${sizeBytes}`,
    'content-length': end - start + 1,
  };
}

export const missing = (key: string): Refusal =>
  new Refusal(404, 'OBJECT_MISSING', `${key} is not here.`, {
    cure: 'Check the name; what is under way comes within seconds.',
  });

const unavailable = (key: string): Refusal =>
  new Refusal(503, 'NODE_UNREACHABLE', `${key} is not here, and nobody who may have it answers.`, {
    headers: { 'retry-after': '1' },
  });
