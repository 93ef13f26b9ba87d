import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer, Server as TlsServer } from 'node:tls';
import { SurecastError } from '../../contract/surecast-error.ts';
import type { TlsCertificate } from '../../contract/tls-certificate.ts';
import { createAddressLimits } from './address-limits.ts';
import { createAnswerWriting } from './answer-head.ts';
import { createViewerAnswering } from './answer-viewer.ts';
import type { EdgeCache } from './edge-cache.ts';
import { createEdgeGate } from './edge-gate.ts';
import type { EdgeHooks } from './edge-hooks.ts';
import type { EdgeTally } from './edge-tally.ts';
import { openFastLane } from './fast-lane.ts';
import { createObjectServer } from './served-object.ts';
import { createSlowLane } from './slow-lane.ts';
import { createTransformedPlaylists } from './transformed-playlists.ts';
import { createViewerConnections, type ViewerConnections } from './viewer-connections.ts';
import { createViewerDesk, type ViewerDesk } from './viewer-desk.ts';

/** What viewers may take of an edge. */
export type EdgeLimits = {
  readonly connections: number;
  readonly connectionsPerClient: number;
  readonly requestsPerSecondPerClient: number;
  /** A connection that asks nothing is closed after so long. */
  readonly idleSeconds: number;
  /** Whoever takes an answer more slowly than this is cut off. */
  readonly slowestBytesPerSecond: number;
};

/** Many viewers may share an address (a provider's translation): the limits for one are for programs gone wild, not for crowds. */
export const edgeLimits: EdgeLimits = {
  connections: 20_000,
  connectionsPerClient: 2_000,
  requestsPerSecondPerClient: 2_000,
  idleSeconds: 30,
  slowestBytesPerSecond: 32 * 1024,
};

/** Of a proxy, which has limits of its own for those behind it. */
const proxyLimits: Partial<EdgeLimits> = {
  connectionsPerClient: Number.MAX_SAFE_INTEGER,
  requestsPerSecondPerClient: Number.MAX_SAFE_INTEGER,
};

export type EdgeServerOptions = {
  readonly host: string;
  /** 0: the system chooses one. */
  readonly port: number;
  /** The operator's; undefined: plain HTTP. */
  readonly tls?: TlsCertificate;
  readonly cache: EdgeCache;
  readonly tally: Pick<EdgeTally, 'sent'> & {
    admit(broadcast: string, viewer: string, nowMs: number): boolean | Promise<boolean>;
  };
  readonly hooks?: EdgeHooks | undefined;
  readonly limits?: Partial<EdgeLimits>;
  /** Set behind a proxy of this node's own: it limits clients, names each in `X-Real-IP`, and may speak TLS to them. */
  readonly proxy?: { readonly isSecure: boolean };
  /** Several threads or processes listen on the same port (Linux). */
  readonly reusePort?: boolean;
  readonly log: (line: string) => void;
};

export type CertificateRenewal =
  | { readonly kind: 'renewed' }
  /** It is what the server goes over to by itself, or has when it starts next; until then viewers get the one before. */
  | { readonly kind: 'delayed'; readonly why: string }
  /** The one before holds on. */
  | { readonly kind: 'refused'; readonly why: string };

/** A running server for viewers. */
export type EdgeServer = {
  readonly port: number;
  connections(): number;
  /** New connections get another certificate than the one that it was opened with; those that are open go on. */
  renewCertificate(tls: TlsCertificate): Promise<CertificateRenewal>;
  /** Cuts off whoever is still there. */
  close(): Promise<void>;
};

const sweepMs = 1_000;

/** @throws SurecastError NODE_ADDRESS_TAKEN */
export async function openEdgeServer(options: EdgeServerOptions): Promise<EdgeServer> {
  const desk = createDesk(options);
  const write = createAnswerWriting(Date.now);
  const slowLane = createSlowLane(desk, options.hooks?.otherwise);
  const server = createListener(options, (socket) => {
    const connection = desk.connections.open(socket);
    if (connection !== undefined) openFastLane(connection, desk, write, slowLane);
  });
  const endSockets = followSockets(server);
  const port = await listen(server, options);
  const sweep = setInterval(() => desk.connections.sweep(), sweepMs);
  sweep.unref();
  return {
    port,
    connections: desk.connections.count,
    renewCertificate: async (tls) => renew(server, tls),
    async close() {
      clearInterval(sweep);
      const closed = once(server, 'close');
      server.close();
      desk.connections.closeAll();
      endSockets();
      await closed;
    },
  };
}

function createDesk({ cache, tally, hooks = {}, log, proxy, ...options }: EdgeServerOptions): ViewerDesk {
  const own = { ...edgeLimits, ...(proxy && proxyLimits), ...options.limits };
  const nowMs = () => performance.now();
  const limits = createAddressLimits({
    connections: own.connectionsPerClient,
    requestsPerSecond: own.requestsPerSecondPerClient,
  });
  const timing = { idleMs: own.idleSeconds * 1_000, slowestBytesPerSecond: own.slowestBytesPerSecond };
  const connections = createViewerConnections({ atMost: own.connections, limits, timing, nowMs });
  const { authorize, transformMultivariant: transform } = hooks;
  const answering = createViewerAnswering({
    cache,
    gate: createEdgeGate(authorize),
    admit: tally.admit,
    serve: createObjectServer(),
    transformed: transform && createTransformedPlaylists(transform),
    nowMs,
  });
  const isSecure = proxy?.isSecure ?? options.tls !== undefined;
  const sweeping: ViewerConnections = {
    ...connections,
    sweep() {
      connections.sweep();
      limits.sweep(nowMs());
    },
  };
  return createViewerDesk({
    answering,
    limits,
    connections: sweeping,
    sent: tally.sent,
    isSecure,
    isProxied: proxy !== undefined,
    nowMs,
    log,
  });
}

function createListener({ tls }: EdgeServerOptions, onSocket: (socket: Socket) => void): Server {
  // A client that has sent all it wants to still gets its answer.
  const sockets = { allowHalfOpen: true, noDelay: true };
  if (tls === undefined) return createServer(sockets, onSocket);
  return createTlsServer(
    { ...sockets, ...tls, handshakeTimeout: 10_000, ALPNProtocols: ['http/1.1'] },
    onSocket,
  ).on('tlsClientError', (_, socket) => socket.destroy());
}

/** Returns what ends all sockets, also those that are no viewer's yet because TLS is still being agreed: they would hold up the server's end. */
function followSockets(server: Server): () => void {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  return () => {
    for (const socket of sockets) socket.destroy();
  };
}

function renew(server: Server, tls: TlsCertificate): CertificateRenewal {
  try {
    if (server instanceof TlsServer) server.setSecureContext(tls);
    return { kind: 'renewed' };
  } catch (error) {
    return { kind: 'refused', why: String(error) };
  }
}

async function listen(server: Server, { host, port, reusePort = false }: EdgeServerOptions): Promise<number> {
  server.listen({ host, port, reusePort, backlog: 4_096 });
  try {
    await once(server, 'listening');
  } catch (cause) {
    throw new SurecastError(
      'NODE_ADDRESS_TAKEN',
      `Viewers can’t be served at ${host}:${port}: ${String(cause)}.`,
      {
        cause,
      },
    );
  }
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : port;
}
