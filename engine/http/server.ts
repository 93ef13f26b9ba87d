import { Server as HttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { hostname } from 'node:os';
import rateLimit from '@fastify/rate-limit';
import fastify, { type FastifyInstance } from 'fastify';
import { SurecastError } from '../../contract/surecast-error.ts';
import type { RenewedCertificate } from '../../contract/tls-certificate.ts';
import packageJson from '../../package.json' with { type: 'json' };
import { isLoopback } from './access/allowed-host.ts';
import type { Gatekeeper } from './access/gatekeeper.ts';
import { registerLogin } from './access/login.ts';
import { registerAccess } from './access/register-access.ts';
import type { EventHub } from './events/event-hub.ts';
import { registerEvents } from './events/event-route.ts';
import type { Handlers } from './handlers.ts';
import { type Metrics, registerMetrics } from './metrics.ts';
import { openApi } from './openapi.ts';
import { registerLocalMedia, type WatchFile } from './pages/local-media.ts';
import { type ReadOrigin, registerOriginMedia } from './pages/origin-media.ts';
import { registerPage } from './pages/static-files.ts';
import { type PreviewSource, registerPreview } from './preview/register-preview.ts';
import { registerRoutes } from './register-routes.ts';
import { registerSecurityHeaders } from './security-headers.ts';
import { sendError } from './send-error.ts';
import { registerSupportBundle } from './support-bundle.ts';

/** What the console's server shows and does. */
export type ConsoleParts = {
  readonly handlers: Partial<Handlers>;
  readonly hub: EventHub;
  readonly watchFile: WatchFile;
  readonly readOrigin: ReadOrigin;
  readonly preview: PreviewSource;
  readonly metrics: Metrics;
  readonly supportBundle: () => Promise<Buffer>;
  /** Whether the engine can do its work. */
  readonly isReady: () => boolean;
};

export type ConsoleSettings = {
  readonly keeper: Gatekeeper;
  /** Address or name to listen on. */
  readonly host: string;
  /** 0 or a port that is in use: any free one. */
  readonly port: number;
  /** Undefined: without TLS, on loopback alone. */
  readonly tls: RenewedCertificate | undefined;
  /** Further names that this machine is opened by. */
  readonly hostNames: readonly string[];
};

export type ConsoleServer = {
  /** Address of the page, without a token: `http://127.0.0.1:7070/`. */
  readonly url: string;
  readonly port: number;
  readonly close: () => Promise<void>;
};

/** No request needs more; what does is refused before it is read. */
const bodyLimit = 64 * 1024;
const requestsAMinute = 6_000;
const mostConnections = 512;
const requestTimeoutMs = 30_000;
const headersTimeoutMs = 10_000;

/** Serves the console. Errors of a request never leave it. */
export async function serveConsole(parts: ConsoleParts, settings: ConsoleSettings): Promise<ConsoleServer> {
  const app = await createApp(parts, settings);
  app.server.maxConnections = mostConnections;
  const port = await listen(app, settings);
  const stopRenewing = renewCertificate(app, settings.tls);
  const scheme = settings.tls === undefined ? 'http' : 'https';
  const shown = isLoopback(settings.host) ? '127.0.0.1' : publicName(settings);
  return {
    url: `${scheme}://${shown}:${port}/`,
    port,
    close: async () => {
      stopRenewing();
      parts.hub.close();
      app.server.closeAllConnections();
      await app.close();
    },
  };
}

/** New connections get the newest certificate; those that are open go on. Returns what ends that. */
function renewCertificate({ server }: FastifyInstance, tls: ConsoleSettings['tls']): () => void {
  if (tls === undefined || !(server instanceof HttpsServer)) return () => undefined;
  const stop = tls.onRenewed((certificate) => server.setSecureContext(certificate));
  // It may have been renewed between the server's making and now.
  server.setSecureContext(tls.current());
  return stop;
}

/** Requests are checked by the contract's own schemas: fastify's compilers would only take memory, and are not loaded. */
const noCompiler = (): never => {
  throw new Error('a route has a schema of fastify’s: it belongs into the contract');
};
const schemaController = { compilersFactory: { buildValidator: noCompiler, buildSerializer: noCompiler } };

/** The application without a socket, for tests. */
export async function createApp(parts: ConsoleParts, settings: ConsoleSettings): Promise<FastifyInstance> {
  const { keeper, tls, host, hostNames } = settings;
  const app = fastify({
    bodyLimit,
    forceCloseConnections: true,
    requestTimeout: requestTimeoutMs,
    http: { headersTimeout: headersTimeoutMs },
    routerOptions: { maxParamLength: 1024 },
    schemaController,
    ...(tls && {
      https: { ...tls.current(), headersTimeout: headersTimeoutMs, requestTimeout: requestTimeoutMs },
    }),
  }) as FastifyInstance;
  app.setErrorHandler(async (error, _request, reply) => sendError(reply, error));
  app.setNotFoundHandler(async (_request, reply) =>
    sendError(reply, new SurecastError('NOTHING_HERE', 'There is nothing at this address.')),
  );
  app.removeContentTypeParser('text/plain');
  registerSecurityHeaders(app, tls !== undefined);
  const place = {
    scheme: tls === undefined ? ('http' as const) : ('https' as const),
    anyAddress: !isLoopback(host),
    hostNames: [...hostNames, ...(isLoopback(host) ? [] : [host, hostname(), `${hostname()}.local`])].map(
      (name) => name.toLowerCase(),
    ),
  };
  const access = { keeper, place, cookieName: `surecast-${settings.port}` };
  await registerAccess(app, access);
  await app.register(rateLimit, {
    max: requestsAMinute,
    timeWindow: 60_000,
    errorResponseBuilder: () =>
      Object.assign(new SurecastError('TOO_MANY_REQUESTS', 'More was asked in a minute than is answered.')),
  });
  registerLogin(app, access);
  registerRoutes(app, parts.handlers);
  app.get('/api/openapi.json', { config: { role: 'viewer' } }, async () => openApi(packageJson.version));
  registerEvents(app, parts.hub);
  registerLocalMedia(app, parts.watchFile);
  registerOriginMedia(app, parts.readOrigin);
  registerPreview(app, parts.preview);
  registerMetrics(app, parts.metrics);
  registerSupportBundle(app, parts.supportBundle);
  registerHealth(app, parts);
  registerPage(app);
  return app;
}

/** For who watches over the machine, without a token: nothing is told but whether it is well. */
function registerHealth(app: FastifyInstance, { isReady }: ConsoleParts): void {
  app.get('/healthz', async () => ({ status: 'ok' }));
  app.get('/readyz', async (_request, reply) =>
    isReady() ? { status: 'ready' } : reply.code(503).send({ status: 'not ready' }),
  );
}

async function listen(app: FastifyInstance, { host, port }: ConsoleSettings): Promise<number> {
  try {
    await app.listen({ host, port });
  } catch (error) {
    const isTaken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
    if (!isTaken) throw error;
    await app.listen({ host, port: 0 });
  }
  return (app.server.address() as AddressInfo).port;
}

function publicName({ host, hostNames }: ConsoleSettings): string {
  if (host === '0.0.0.0' || host === '::') return hostNames[0] ?? hostname();
  return host.includes(':') ? `[${host}]` : host;
}
