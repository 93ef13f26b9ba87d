import { constants } from 'node:crypto';
import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import { SurecastError } from '../../contract/surecast-error.ts';
import type { NodeIdentity } from '../identity/node-identity.ts';
import type { ObjectStore } from '../store/object-store.ts';
import { answerRequest, type NodeRoute } from './answer-request.ts';
import { type Connections, limitConnections } from './connection-limits.ts';
import type { WriteAccess } from './object-access.ts';
import type { ObjectSource } from './object-source.ts';
import { defaultServerLimits, type ServerLimits } from './server-limits.ts';
import { createWhoAsks } from './who-asks.ts';

export type NodeServerOptions = {
  readonly identity: NodeIdentity;
  readonly listen: { readonly host: string; readonly port: number };
  /** What is put goes here, and HEAD is answered from here alone. Undefined: a node without objects (a directory). */
  readonly objects:
    | {
        readonly store: ObjectStore;
        /** Where GET is answered from: the store, or what reads through to a main server. */
        readonly source: ObjectSource;
        readonly access: WriteAccess;
      }
    | undefined;
  /** Further paths: metrics, what the node says of itself. */
  readonly routes?: readonly NodeRoute[];
  readonly limits?: Partial<ServerLimits>;
  readonly log: (line: string) => void;
};

/** A node's port for other nodes and for encoders. */
export type NodeServer = {
  readonly port: number;
  connections(): number;
  /** Takes no more connections; requests under way have two seconds. */
  close(): Promise<void>;
};

/**
 * Listens for other nodes and for encoders: HTTPS with TLS 1.3 alone, certificates asked for and looked at by the network's own
 * authority.
 * @throws SurecastError NODE_ADDRESS_TAKEN, or the system's error
 */
export async function openNodeServer(options: NodeServerOptions): Promise<NodeServer> {
  const limits = { ...defaultServerLimits, ...options.limits };
  const server = createServer({
    ...options.identity.tls,
    minVersion: 'TLSv1.3',
    requestCert: true,
    // Encoders have none; whoever shows one is looked up with each connection (`createWhoAsks`).
    rejectUnauthorized: false,
    // No resumption: a certificate that has expired meanwhile would not be seen.
    secureOptions: constants.SSL_OP_NO_TICKET,
    handshakeTimeout: limits.headersMs,
    maxHeaderSize: limits.headerBytes,
    headersTimeout: limits.headersMs,
    // What takes long and yet goes on has a deadline by its size.
    requestTimeout: 0,
    connectionsCheckingInterval: Math.min(1_000, limits.headersMs),
    keepAliveTimeout: limits.keepAliveMs,
  });
  server.timeout = limits.stallMs;
  server.on('tlsClientError', (_error, socket) => socket.destroy());
  const connections = limitConnections(server, limits);
  const whoAsks = createWhoAsks(options.identity);
  const context = { ...options, limits, inFlight: { count: 0 } };
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    void answerRequest(context, whoAsks(request), request, response);
  });
  const port = await listen(server, options.listen);
  // Too many open files, say: connections wait in the system's queue meanwhile.
  server.on('error', (error) => options.log(`The node’s port can’t take a connection: ${error.message}.`));
  return {
    port,
    connections: connections.count,
    close: () => close(server, connections),
  };
}

async function listen(server: Server, { host, port }: { host: string; port: number }): Promise<number> {
  const listening = Promise.withResolvers<void>();
  server.once('error', listening.reject).listen(port, host, listening.resolve);
  await listening.promise.catch((error: unknown) => {
    if (!isTaken(error)) throw error;
    throw new SurecastError('NODE_ADDRESS_TAKEN', `${host}:${port} is in use.`, { cause: error });
  });
  server.off('error', listening.reject);
  const address = server.address();
  if (typeof address !== 'object' || address === null)
    throw new Error('a server that listens has an address');
  return address.port;
}

const isTaken = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';

const graceMs = 2_000;

async function close(server: Server, connections: Connections): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  server.closeIdleConnections();
  const cut = setTimeout(connections.destroyAll, graceMs);
  await closed;
  clearTimeout(cut);
}
