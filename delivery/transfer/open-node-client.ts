import type { IncomingHttpHeaders } from 'node:http';
import type { AnsweredServer } from '../../contract/network/directory-calls.ts';
import {
  etagOf,
  objectsPath,
  reprDigest,
  sha256OfDigest,
  versionHeader,
} from '../../contract/network/object-transfer.ts';
import type { StoredObject } from '../../contract/origin.ts';
import { SurecastError } from '../../contract/surecast-error.ts';
import { DeadlineError, deadlineMs } from '../../uploader/origins/deadline.ts';
import type { NodeIdentity } from '../identity/node-identity.ts';
import type { FetchedObject, NodeClient } from './node-client.ts';
import { createNodePools, type NodePools, type PoolLimits } from './node-pools.ts';
import { askNode, type NodeAnswer, refusedBy } from './node-request.ts';
import { contentTypeOf } from './object-headers.ts';
import { maxObjectBytes } from './take-object.ts';

export type NodeClientOptions = {
  readonly identity: NodeIdentity;
  readonly limits?: Partial<PoolLimits>;
};

const defaultLimits: PoolLimits = { connections: 32, connectMs: 3_000, stallMs: 5_000 };

/** Slower than this between nodes, a server is as good as away. */
const bodyLimits = { baseMs: 5_000, slowestBytesPerSecond: 128 * 1024 };
/** Of HEAD, which may read a segment from a slow disk, and of PUT behind its last byte. */
const answerMs = 10_000;

/** Opens a client to the objects of other nodes. Connects with the first request. */
export function openNodeClient({ identity, limits }: NodeClientOptions): NodeClient {
  const pools = createNodePools(identity, { ...defaultLimits, ...limits });
  return {
    get: (server, key, options) => get(pools, server, key, options),
    head: (server, key, signal) => head(pools, server, key, signal),
    put: async (server, key, object, body, signal) => {
      const headers = {
        'repr-digest': reprDigest(object.sha256),
        'content-type': contentTypeOf(key),
        'content-length': String(object.sizeBytes),
        [versionHeader]: String(object.version),
      };
      const answer = await askNode(pools, server, {
        method: 'PUT',
        path: objectsPath + key,
        headers,
        body,
        headersTimeoutMs: answerMs,
        signal,
        deadlineMs: deadlineMs(object.sizeBytes, bodyLimits) + answerMs,
      });
      if (answer.status !== 200 && answer.status !== 201 && answer.status !== 412)
        throw await refusedBy(server, answer);
      answer.body.resume();
      if (answer.status !== 412) return { kind: 'stored' };
      return { kind: 'taken', sha256: sha256OfDigest(header(answer.headers, 'repr-digest')) };
    },
    close: pools.close,
  };
}

async function get(
  pools: NodePools,
  server: AnsweredServer,
  key: string,
  options: Parameters<NodeClient['get']>[2],
): Promise<FetchedObject> {
  const { ifNot, headersTimeoutMs, signal } = options;
  const ended = new AbortController();
  const answer = await askNode(pools, server, {
    method: 'GET',
    path: objectsPath + key,
    headers: ifNot === undefined ? {} : { 'if-none-match': etagOf(ifNot) },
    headersTimeoutMs,
    signal: AbortSignal.any([signal, ended.signal]),
  });
  if (answer.status === 200) return found(server, answer, ended);
  if (answer.status !== 304 && answer.status !== 404) throw await refusedBy(server, answer);
  answer.body.resume();
  return { kind: answer.status === 304 ? 'same' : 'missing' };
}

function found(server: AnsweredServer, answer: NodeAnswer, ended: AbortController): FetchedObject {
  const described = describe(answer.headers);
  if (described === undefined || described.sizeBytes > maxObjectBytes) {
    answer.body.on('error', () => undefined).destroy();
    throw new SurecastError('NODE_REFUSED', `${server.name} does not say what it sends.`);
  }
  const deadline = deadlineMs(described.sizeBytes, bodyLimits);
  const timer = setTimeout(() => ended.abort(new DeadlineError(deadline)), deadline);
  answer.body.once('close', () => clearTimeout(timer));
  const version = Number(header(answer.headers, versionHeader) ?? Number.NaN);
  return {
    kind: 'found',
    ...described,
    contentType: header(answer.headers, 'content-type') ?? 'application/octet-stream',
    cacheControl: header(answer.headers, 'cache-control') ?? 'no-store',
    version: Number.isSafeInteger(version) ? version : undefined,
    body: answer.body,
  };
}

async function head(
  pools: NodePools,
  server: AnsweredServer,
  key: string,
  signal: AbortSignal,
): Promise<StoredObject | undefined> {
  const answer = await askNode(pools, server, {
    method: 'HEAD',
    path: objectsPath + key,
    headers: { 'want-repr-digest': 'sha-256=10' },
    headersTimeoutMs: answerMs,
    signal,
  });
  answer.body.resume();
  if (answer.status === 404) return undefined;
  if (answer.status !== 200) throw await refusedBy(server, answer);
  const described = describe(answer.headers);
  if (described === undefined)
    throw new SurecastError('NODE_REFUSED', `${server.name} does not say what it has.`);
  return { ...described, etag: header(answer.headers, 'etag') };
}

function describe(headers: IncomingHttpHeaders): { sizeBytes: number; sha256: string } | undefined {
  const sha256 = sha256OfDigest(header(headers, 'repr-digest'));
  const sizeBytes = Number(header(headers, 'content-length') ?? Number.NaN);
  return sha256 === undefined || !Number.isSafeInteger(sizeBytes) ? undefined : { sha256, sizeBytes };
}

function header(headers: IncomingHttpHeaders, name: string): string | undefined {
  const value = headers[name];
  return typeof value === 'string' ? value : value?.[0];
}
