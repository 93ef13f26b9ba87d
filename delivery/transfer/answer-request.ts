import type { IncomingMessage, ServerResponse } from 'node:http';
import type { CertificateRole } from '../../contract/network/node-name.ts';
import { objectsPath } from '../../contract/network/object-transfer.ts';
import { deadlineMs } from '../../uploader/origins/deadline.ts';
import type { NodeIdentity } from '../identity/node-identity.ts';
import { isStoreKey } from '../store/object-file-name.ts';
import type { ObjectStore } from '../store/object-store.ts';
import { badRequest, Refusal, refusalOf, sendJson, sendRefusal } from './answer.ts';
import type { Exchange } from './exchange.ts';
import { requireRead, requireWrite, type WriteAccess } from './object-access.ts';
import type { ObjectSource } from './object-source.ts';
import { missing, serveGet, serveHead } from './serve-object.ts';
import type { ServerLimits } from './server-limits.ts';
import { takeObject } from './take-object.ts';
import { type Asker, requireRole } from './who-asks.ts';

/** A path of a node beside its objects. */
export type NodeRoute = {
  readonly path: string;
  /** Who may ask: nodes with one of the roles, or anyone. */
  readonly roles: readonly CertificateRole[] | 'anyone';
  readonly answer: (request: IncomingMessage, response: ServerResponse) => void | Promise<void>;
};

/** What requests are answered with. */
export type AnsweringNode = {
  readonly identity: Pick<NodeIdentity, 'name' | 'roles' | 'network' | 'tokenKey'>;
  readonly objects:
    | { readonly store: ObjectStore; readonly source: ObjectSource; readonly access: WriteAccess }
    | undefined;
  readonly routes?: readonly NodeRoute[];
  readonly limits: ServerLimits;
  readonly inFlight: { count: number };
  readonly log: (line: string) => void;
};

/** A refused body is given so long to end by itself before the connection is cut. */
const refusedBodyMs = 10_000;

/** Answers one request, whatever happens; never throws. */
export async function answerRequest(
  node: AnsweringNode,
  asker: Asker,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  response.on('error', () => undefined);
  const exchange = { request, response, signal: gone.signal, grant: cutAfterDeadline(node.limits, response) };
  node.inFlight.count++;
  try {
    if (node.inFlight.count > node.limits.requestsInFlight) throw tooMany();
    await route(node, asker, exchange);
  } catch (error) {
    if (!gone.signal.aborted) refuse(node, request, response, error);
  } finally {
    node.inFlight.count--;
  }
}

/**
 * Neither a slow reader nor a slow writer holds anything longer than its bytes are worth.
 * @returns grants the time that so many bytes may take
 */
function cutAfterDeadline(limits: ServerLimits, response: ServerResponse): (bytes: number) => void {
  const cut = (): void => void response.destroy();
  let timer = setTimeout(cut, limits.deadline.baseMs);
  response.once('close', () => clearTimeout(timer));
  return (bytes) => {
    clearTimeout(timer);
    if (!response.closed) timer = setTimeout(cut, deadlineMs(bytes, limits.deadline));
  };
}

function refuse(
  node: AnsweringNode,
  request: IncomingMessage,
  response: ServerResponse,
  error: unknown,
): void {
  const refusal = refusalOf(error);
  if (refusal.status === 500) node.log(`${request.method} ${request.url} failed: ${String(error)}`);
  sendRefusal(response, refusal);
  if (request.complete) return;
  const cut = setTimeout(() => request.destroy(), refusedBodyMs);
  request.once('close', () => clearTimeout(cut));
}

async function route(node: AnsweringNode, asker: Asker, exchange: Exchange): Promise<void> {
  const { request, response } = exchange;
  const [path = ''] = (request.url ?? '').split('?');
  if (path.startsWith(objectsPath)) return object(node, asker, exchange);
  requireMethod(request, ['GET', 'HEAD']);
  if (path === '/healthz')
    return sendJson(response, 200, { name: node.identity.name, roles: node.identity.roles });
  const found = node.routes?.find((each) => each.path === path);
  if (found === undefined)
    throw new Refusal(404, 'NOTHING_HERE', 'There is nothing at this address.', {
      cure: 'A node has /objects/, /healthz and /metrics here; docs/network.md describes them.',
    });
  if (found.roles !== 'anyone') requireRole(asker, found.roles);
  await found.answer(request, response);
}

async function object({ identity, objects }: AnsweringNode, asker: Asker, exchange: Exchange): Promise<void> {
  const { request } = exchange;
  requireMethod(request, ['GET', 'HEAD', 'PUT']);
  const key = keyOf(request.url ?? '');
  if (objects === undefined) throw missing(key);
  const { store, source, access } = objects;
  if (request.method === 'PUT') {
    const writer = await requireWrite(identity, asker, key, access);
    return takeObject(exchange, key, writer, store);
  }
  await requireRead(identity, asker, key, access);
  if (request.method === 'HEAD') return serveHead(exchange, key, store);
  return serveGet(exchange, key, source);
}

/** Nothing is decoded but what a client need not have encoded: a key has no characters that must be. */
function keyOf(url: string): string {
  const key = url.slice(objectsPath.length).replaceAll('%2E', '.').replaceAll('%2e', '.');
  if (isStoreKey(key)) return key;
  throw badRequest(400, 'This is not the name of an object: NAME/FILE or NAME/VARIANT/FILE.');
}

function requireMethod({ method = '' }: IncomingMessage, allowed: readonly string[]): void {
  if (allowed.includes(method)) return;
  throw new Refusal(405, 'REQUEST_INVALID', `${method} is not for this address.`, {
    headers: { allow: allowed.join(', ') },
  });
}

const tooMany = (): Refusal =>
  new Refusal(503, 'TOO_MANY_REQUESTS', 'This node is answering as many requests as it can.', {
    headers: { 'retry-after': '1' },
  });
