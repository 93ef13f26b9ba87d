import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { parseViewerPath, type ViewerPath } from '../../../contract/network/viewer-paths.ts';
import { answerDecision } from '../../../delivery/viewers/answer-decision.ts';
import type { OwnEdge } from '../../../delivery/viewers/known-edges.ts';
import { openViewers, type Viewers, type ViewersOptions } from '../../../delivery/viewers/open-viewers.ts';
import { loadOf } from '../../../delivery/viewers/testing/edges.ts';
import type { LiveWindow } from './live-window.ts';

/** What was asked of an edge below /live/, and its answer. */
export type Asked = { readonly edge: string; readonly rest: string; readonly status: number };

/** A real HTTP server with the viewers' hooks, which has its media from a folder and shows them as live. */
export type LiveEdge = {
  readonly name: string;
  readonly url: string;
  readonly port: number;
  readonly viewers: Viewers;
  own(): OwnEdge;
  /** Changes what it says of itself. */
  say(change: Partial<OwnEdge>): void;
  /** As a kill does: no connection is ended in order. */
  kill(): Promise<void>;
};

export type LiveEdgeOptions = {
  readonly name: string;
  readonly folder: string;
  readonly window: LiveWindow;
  readonly nodes: ViewersOptions['nodes'];
  readonly note: (asked: Asked) => void;
  readonly viewers?: Partial<ViewersOptions>;
  /** 0: any. */
  readonly port: number;
};

const types: Readonly<Record<string, string>> = {
  '.m3u8': 'application/vnd.apple.mpegurl',
  '.ts': 'video/mp2t',
};
/** A viewer that asked for nothing for so long has left. */
const leftAfterMs = 8_000;

export async function startLiveEdge(options: LiveEdgeOptions): Promise<LiveEdge> {
  const { name } = options;
  let said: Partial<OwnEdge> = {};
  let lastAskedMs = Number.NEGATIVE_INFINITY;
  const server = createServer();
  await once(server.listen(options.port, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;
  const own = (): OwnEdge => ({
    name,
    instance: 'b1946ac9-2b1e-4a3f-9c55-8a5c1a1e0f00',
    sequence: Math.floor(performance.now() / 1_000),
    state: 'active',
    viewerUrl: url,
    load: loadOf(performance.now() - lastAskedMs < leftAfterMs ? 1 : 0, 100),
    ...said,
  });
  const viewers = openViewers({
    own,
    nodes: options.nodes,
    policy: { kind: 'open' },
    log: () => undefined,
    steeringTtlSeconds: 1,
    drainLimits: { closingMs: 500, steeringMs: 90_000, totalMs: 180_000 },
    ...options.viewers,
  });
  const note = (asked: Asked): void => {
    lastAskedMs = performance.now();
    options.note(asked);
  };
  server.on('request', (request, response) => {
    answer(request, response, viewers, { ...options, note }).catch(() => response.destroy());
  });
  return {
    ...{ name, url, port, viewers, own },
    say: (change) => {
      said = { ...said, ...change };
    },
    kill: () => {
      viewers.close();
      return kill(server);
    },
  };
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  viewers: Viewers,
  options: LiveEdgeOptions,
): Promise<void> {
  const path = parseViewerPath(request.url?.split('?')[0] ?? '');
  if (path === undefined) response.writeHead(404).end();
  else if (path.kind !== 'live') viewers.otherwise(request, response, path);
  else {
    const decision = await viewers.authorize(path, {
      address: request.socket.remoteAddress ?? '',
      userAgent: request.headers['user-agent'] ?? '',
      host: request.headers.host ?? '',
      isSecure: false,
    });
    if (decision.kind !== 'allowed') answerDecision(decision, response);
    else await answerMedia(response, path, viewers, options);
    options.note({ edge: options.name, rest: path.rest, status: response.statusCode });
  }
}

async function answerMedia(
  response: ServerResponse,
  path: ViewerPath,
  viewers: Viewers,
  { folder, window }: LiveEdgeOptions,
): Promise<void> {
  const file = readFile(join(folder, path.broadcast, path.rest));
  const body = await file.catch(() => undefined);
  const headers = { 'Access-Control-Allow-Origin': '*', 'Cache-Control': 'no-store' };
  if (body === undefined || !window.hasBegun()) {
    response.writeHead(404, headers).end();
    return;
  }
  const isPlaylist = path.rest.endsWith('.m3u8');
  const shown = isPlaylist ? await viewers.transformMultivariant(window.show(body.toString()), path) : body;
  const type = types[extname(path.rest)] ?? 'application/octet-stream';
  response.writeHead(200, { ...headers, 'Content-Type': type }).end(shown);
}

async function kill(server: Server): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  server.closeAllConnections();
  await closed;
}
