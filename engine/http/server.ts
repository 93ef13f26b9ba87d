import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import fastify, { type FastifyInstance } from 'fastify';
import type { Snapshot } from '../../contract/snapshot.ts';
import { isLocalHost } from './local-host.ts';
import { registerRoutes } from './register-routes.ts';
import { sendError } from './send-error.ts';

/** What the pages show. */
export type HttpSource = {
  readonly snapshot: () => Snapshot;
  /** Absolute path of what a player asks for, or undefined if there is no such thing. */
  readonly watchFile: (broadcast: string, rest: string) => string | undefined;
};

export type HttpServer = { readonly url: string; readonly close: () => Promise<void> };

const contentTypes: Record<string, string> = {
  m3u8: 'application/vnd.apple.mpegurl',
  ts: 'video/mp2t',
  m4s: 'video/mp4',
  mp4: 'video/mp4',
};

/**
 * Serves the watch page, the status and the local copy of what is verified, on loopback only.
 * @param port 0 or a port that is in use: any free one
 */
export async function serveHttp(source: HttpSource, port: number): Promise<HttpServer> {
  const app = createApp(source);
  await listen(app, port);
  const { port: bound } = app.server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${bound}/`,
    close: async () => {
      app.server.closeAllConnections();
      await app.close();
    },
  };
}

/** The application without a socket, for tests. */
export function createApp(source: HttpSource): FastifyInstance {
  const app = fastify({ bodyLimit: 16 * 1024, forceCloseConnections: true });
  const page = new URL('./watch.html', import.meta.url);
  const player = createRequire(import.meta.url).resolve('hls.js/dist/hls.light.min.js');

  app.setErrorHandler(async (error, _request, reply) => sendError(reply, error));
  // A page of the internet may resolve its own name to 127.0.0.1 (DNS rebinding): only loopback names are answered.
  app.addHook('onRequest', async (request, reply) => {
    if (!isLocalHost(request.headers.host))
      await reply.code(421).send({ error: 'not served under this name' });
  });
  app.get('/', async (_request, reply) => reply.type('text/html; charset=utf-8').send(await readFile(page)));
  app.get('/hls.js', async (_request, reply) => reply.type('text/javascript').send(await readFile(player)));
  registerRoutes(app, { status: () => source.snapshot() });
  app.get('/healthz', async () => ({ status: 'ok' }));
  app.get<{ Params: { name: string; '*': string } }>('/watch/:name/*', async (request, reply) => {
    const rest = request.params['*'];
    const path = source.watchFile(request.params.name, rest);
    const type = contentTypes[rest.split('.').at(-1) ?? ''];
    if (path === undefined || type === undefined)
      return reply.code(404).send({ error: 'there is nothing here' });
    return reply.type(type).header('cache-control', 'no-cache').send(createReadStream(path));
  });
  return app;
}

async function listen(app: FastifyInstance, port: number): Promise<void> {
  try {
    await app.listen({ host: '127.0.0.1', port });
  } catch (error) {
    const isTaken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
    if (!isTaken) throw error;
    await app.listen({ host: '127.0.0.1', port: 0 });
  }
}
