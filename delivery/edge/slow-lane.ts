import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { parseViewerPath } from '../../contract/network/viewer-paths.ts';
import { closingText } from './answer-head.ts';
import type { EdgeHooks } from './edge-hooks.ts';
import { refusals } from './refusal.ts';
import { bodyBytes, contentLength, type ViewerAnswer } from './viewer-answer.ts';
import type { ViewerConnection } from './viewer-connections.ts';
import type { ViewerDesk } from './viewer-desk.ts';
import { viewerHeadersOf } from './viewer-request.ts';
import { writeArriving } from './write-arriving.ts';

export type SlowLane = (connection: ViewerConnection, head: Buffer) => void;

const largestHeaderBytes = 16 * 1024;
const preflightFields = [
  ...['Access-Control-Allow-Origin', '*', 'Access-Control-Allow-Methods', 'GET, HEAD, OPTIONS'],
  'Access-Control-Allow-Headers',
  'Range, If-None-Match, If-Range, CMCD-Object, CMCD-Request, CMCD-Session, CMCD-Status',
  ...['Access-Control-Max-Age', '86400'],
];

/** Node's HTTP server for all that is not a simple request for media. It listens nowhere: connections are handed over to it. */
export function createSlowLane(desk: ViewerDesk, otherwise: EdgeHooks['otherwise']): SlowLane {
  const connections = new WeakMap<Socket, ViewerConnection>();
  const server = createServer(
    { maxHeaderSize: largestHeaderBytes, keepAliveTimeout: 0, noDelay: true },
    (request, response) => {
      const connection = connections.get(request.socket);
      if (connection === undefined) return void response.destroy();
      void respond(request, response, connection);
    },
  );
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    if (!socket.writable || error.code === 'ECONNRESET') return void socket.destroy();
    const status = error.code === 'HPE_HEADER_OVERFLOW' ? 431 : 400;
    socket.end(closingText(refusals.malformed(status)), 'latin1');
  });

  async function respond(request: IncomingMessage, response: ServerResponse, connection: ViewerConnection) {
    const { method = '', url = '', headers } = request;
    response.once('close', () => desk.connections.waits(connection));
    request.resume();
    const [path = '', query = ''] = url.split('?', 2);
    const parsed = parseViewerPath(path);
    if (method === 'OPTIONS') return write(response, preflight(), connection);
    if (method !== 'GET' && method !== 'HEAD') return write(response, refusals.badMethod(), connection);
    if (parsed === undefined) return write(response, refusals.notFound(), connection);
    if (parsed.kind === 'live') {
      const asked = { method, path, query, headers: viewerHeadersOf(headers) } as const;
      return write(response, await desk.answer(asked, parsed, connection), connection);
    }
    desk.connections.takes(connection, 0);
    if (otherwise === undefined) return write(response, refusals.notFound(), connection);
    return otherwise(request, response, parsed);
  }

  async function write(response: ServerResponse, answer: ViewerAnswer, connection: ViewerConnection) {
    const { status, fields, body, broadcast } = answer;
    const length = contentLength(answer);
    if (broadcast !== undefined) desk.sent(broadcast, bodyBytes(answer));
    desk.connections.takes(connection, bodyBytes(answer));
    response.writeHead(status, [
      ...fields,
      ...(length === undefined ? [] : ['Content-Length', String(length)]),
    ]);
    if (body.kind === 'none') return void response.end();
    if (body.kind === 'bytes') return void response.end(body.bytes);
    if (await writeArriving(response, body)) response.end();
    else response.destroy();
  }

  return (connection, head) => {
    const { socket } = connection;
    connections.set(socket, connection);
    socket.pause();
    server.emit('connection', socket);
    socket.unshift(head);
    socket.resume();
  };
}

const preflight = (): ViewerAnswer => {
  return { status: 204, fields: preflightFields, body: { kind: 'none' }, broadcast: undefined };
};
