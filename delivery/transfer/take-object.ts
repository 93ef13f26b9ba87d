import type { IncomingHttpHeaders, ServerResponse } from 'node:http';
import {
  isProbeKey,
  sha256OfDigest,
  sha256OfEtag,
  versionHeader,
} from '../../contract/network/object-transfer.ts';
import type { HeldObject, ObjectStore, StoreOutcome, WriteCondition } from '../store/object-store.ts';
import { badRequest, Refusal } from './answer.ts';
import type { Exchange } from './exchange.ts';
import { objectHeaders } from './object-headers.ts';

/** The largest object: a segment of half a minute at 60 Mbit/s. */
export const maxObjectBytes = 256 * 1024 * 1024;
const maxProbeBytes = 64 * 1024;

/** Answers a PUT by somebody who may. @throws Refusal */
export async function takeObject(
  { request, response, grant }: Exchange,
  key: string,
  writer: 'publisher' | 'main',
  store: ObjectStore,
): Promise<void> {
  const sizeBytes = bodySize(request.headers, isProbeKey(key) ? maxProbeBytes : maxObjectBytes);
  const sha256 = sha256OfDigest(single(request.headers['repr-digest'] ?? request.headers['content-digest']));
  if (sha256 === undefined) throw badRequest(400, 'There is no Repr-Digest with a SHA-256 of the body.');
  const condition = conditionOf(request.headers, writer);
  grant(sizeBytes);
  const outcome = await store.put(key, request, { sha256, sizeBytes }, condition);
  answerPut(response, key, outcome);
}

/** Size of the body as announced, which HTTP holds it to. */
export function bodySize(headers: IncomingHttpHeaders, maxBytes: number): number {
  const announced = headers['content-length'];
  if (announced === undefined) throw badRequest(411, 'There is no Content-Length.');
  const bytes = Number(announced);
  if (bytes > maxBytes) throw badRequest(413, `${bytes} bytes are too many: at most ${maxBytes} are taken.`);
  return bytes;
}

function conditionOf(headers: IncomingHttpHeaders, writer: 'publisher' | 'main'): WriteCondition {
  if (headers['if-none-match']?.trim() === '*') return { kind: 'create' };
  const sha256 = sha256OfEtag(headers['if-match']);
  if (sha256 !== undefined) return { kind: 'replace', sha256 };
  const version = single(headers[versionHeader]);
  if (writer === 'main' && version !== undefined && /^\d{1,15}$/.test(version))
    return { kind: 'newest', version: Number(version) };
  throw badRequest(428, 'There is neither If-None-Match: * nor If-Match with the SHA-256 to be replaced.');
}

const single = (header: string | readonly string[] | undefined): string | undefined =>
  typeof header === 'string' ? header : header?.[0];

function answerPut(response: ServerResponse, key: string, outcome: StoreOutcome): void {
  switch (outcome.kind) {
    case 'stored':
      return sendStored(response, 201, outcome.object);
    case 'same':
      return sendStored(response, 200, outcome.object);
    case 'taken':
      throw new Refusal(412, 'OBJECT_TAKEN', `${key} holds other bytes.`, {
        headers: objectHeaders(key, outcome.object),
      });
    case 'missing':
      throw new Refusal(412, 'OBJECT_MISSING', `${key}, which was to be replaced, is not here.`);
    case 'digest-mismatch':
      throw new Refusal(400, 'DIGEST_MISMATCH', `The bytes of ${key} are not the ones announced.`);
    case 'no-room':
      throw new Refusal(507, 'NODE_FULL', 'This node’s disk is full.');
  }
}

function sendStored(response: ServerResponse, status: 200 | 201, object: HeldObject): void {
  response.writeHead(status, { ...objectHeaders(object.key, object), 'content-length': 0 }).end();
}
