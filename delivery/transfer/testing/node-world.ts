import type { IncomingHttpHeaders } from 'node:http';
import { request } from 'node:https';
import type { TestContext } from 'node:test';
import type { AnsweredServer } from '../../../contract/network/directory-calls.ts';
import { objectsPath, reprDigest } from '../../../contract/network/object-transfer.ts';
import { makeTestNetwork, type TestNetwork } from '../../../fixtures/network/test-network.ts';
import { temporaryDirectory } from '../../../fixtures/temporary-directory.ts';
import type { NodeIdentity } from '../../identity/node-identity.ts';
import type { ObjectStore } from '../../store/object-store.ts';
import { openObjectStore } from '../../store/open-object-store.ts';
import type { MadeObject } from '../../store/testing/made-objects.ts';
import type { NodeRoute } from '../answer-request.ts';
import { type ObjectSource, storeSource } from '../object-source.ts';
import { type NodeServer, openNodeServer } from '../open-node-server.ts';
import type { ServerLimits } from '../server-limits.ts';

/** A node of a test: a store and a server on a port of its own. */
export type TestNode = {
  readonly identity: NodeIdentity;
  readonly store: ObjectStore;
  readonly storeDirectory: string;
  readonly server: NodeServer;
  readonly address: AnsweredServer;
  readonly said: string[];
};

export type TestNodeOptions = {
  readonly limits?: Partial<ServerLimits>;
  readonly routes?: readonly NodeRoute[];
  readonly port?: number;
  readonly storeDirectory?: string;
  readonly source?: (store: ObjectStore, identity: NodeIdentity) => ObjectSource;
};

/** A network with nodes that run in this process, over real TLS. */
export type NodeWorld = {
  readonly network: TestNetwork;
  start(name: string, role: 'main' | 'intermediate', options?: TestNodeOptions): Promise<TestNode>;
};

export async function makeNodeWorld(t: TestContext): Promise<NodeWorld> {
  const network = await makeTestNetwork(temporaryDirectory(t));
  const identities = new Map<string, NodeIdentity>();
  return {
    network,
    start: async (name, role, options = {}) => {
      const identity = identities.get(name) ?? (await network.admit(name, [role]));
      identities.set(name, identity);
      const node = await startNode(identity, role, options.storeDirectory ?? temporaryDirectory(t), options);
      t.after(() => node.server.close());
      return node;
    },
  };
}

async function startNode(
  identity: NodeIdentity,
  role: 'main' | 'intermediate',
  storeDirectory: string,
  options: TestNodeOptions,
): Promise<TestNode> {
  const said: string[] = [];
  const log = (line: string) => void said.push(line);
  const store = await openObjectStore({ directory: storeDirectory, log });
  const access = { publishers: role === 'main', mainServers: role === 'intermediate' };
  const source = options.source?.(store, identity) ?? storeSource(store);
  const { limits, routes, port = 0 } = options;
  const listen = { host: '127.0.0.1', port };
  const objects = { store, source, access };
  const server = await openNodeServer({
    identity,
    listen,
    objects,
    log,
    ...(limits && { limits }),
    ...(routes && { routes }),
  });
  const address = { name: identity.name, nodeUrl: `https://127.0.0.1:${server.port}` };
  return { identity, store, storeDirectory, server, address, said };
}

/** What a server answered. */
export type Answer = {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  readonly json: () => unknown;
};

export type Ask = {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string | number>>;
  readonly body?: Buffer;
  /** Shows its certificate. */
  readonly as?: NodeIdentity;
  readonly token?: string;
};

/** Sends a request as any program may, on a connection of its own. */
export function ask(node: TestNode, path: string, asked: Ask = {}): Promise<Answer> {
  const { method = 'GET', headers = {}, body, as, token } = asked;
  const { port } = new URL(node.address.nodeUrl);
  return new Promise((resolve, reject) => {
    const sent = request(
      {
        host: '127.0.0.1',
        port,
        path,
        method,
        agent: false,
        ca: node.identity.tls.ca,
        ...(as && { cert: as.tls.cert, key: as.tls.key }),
        checkServerIdentity: () => undefined,
        headers: {
          ...(token !== undefined && { authorization: `Bearer ${token}` }),
          ...(body && { 'content-length': body.length }),
          ...headers,
        },
      },
      (response) => {
        const pieces: Buffer[] = [];
        response.on('data', (piece: Buffer) => pieces.push(piece)).on('error', reject);
        response.on('end', () => {
          const whole = Buffer.concat(pieces);
          const { statusCode = 0, headers: answered } = response;
          resolve({
            status: statusCode,
            headers: answered,
            body: whole,
            json: () => JSON.parse(whole.toString()),
          });
        });
      },
    );
    sent.on('error', reject).end(body);
  });
}

/** Publishes an object as an encoder does. */
export const publish = (
  node: TestNode,
  token: string,
  object: MadeObject,
  replaces?: string,
): Promise<Answer> =>
  ask(node, objectsPath + object.key, {
    method: 'PUT',
    token,
    body: object.bytes,
    headers: {
      'repr-digest': reprDigest(object.sha256),
      ...(replaces === undefined ? { 'if-none-match': '*' } : { 'if-match': `"${replaces}"` }),
    },
  });
