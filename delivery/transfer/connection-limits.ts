import { STATUS_CODES } from 'node:http';
import type { Server } from 'node:https';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { badRequest, errorBody, Refusal } from './answer.ts';
import type { ServerLimits } from './server-limits.ts';

/** The connections of a server. */
export type Connections = { count(): number; destroyAll(): void };

/** Holds a server to its limits of connections, and answers what is no request at all. */
export function limitConnections(server: Server, limits: ServerLimits): Connections {
  const ofClient = new Map<string, number>();
  const sockets = new Set<Socket>();
  server.maxConnections = limits.connections;
  server.on('connection', (socket: Socket) => {
    const address = socket.remoteAddress ?? '';
    const count = ofClient.get(address) ?? 0;
    if (count >= limits.connectionsOfClient) return void socket.destroy();
    ofClient.set(address, count + 1);
    sockets.add(socket);
    socket.once('close', () => {
      sockets.delete(socket);
      const left = (ofClient.get(address) ?? 1) - 1;
      if (left === 0) ofClient.delete(address);
      else ofClient.set(address, left);
    });
  });
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
    sendRaw(socket, refusalOf(error.code));
  });
  return {
    count: () => sockets.size,
    destroyAll: () => {
      for (const socket of sockets) socket.destroy();
    },
  };
}

function refusalOf(code: string | undefined): Refusal {
  if (code === 'HPE_HEADER_OVERFLOW')
    return new Refusal(431, 'REQUEST_TOO_LARGE', 'The headers of the request are too large.');
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return badRequest(408, 'The request did not come in time.');
  return badRequest(400, 'This is no HTTP request.');
}

function sendRaw(socket: Duplex, refusal: Refusal): void {
  const body = `${JSON.stringify(errorBody(refusal))}\n`;
  socket.end(
    [
      `HTTP/1.1 ${refusal.status} ${STATUS_CODES[refusal.status]}`,
      'Content-Type: application/json',
      `Content-Length: ${Buffer.byteLength(body)}`,
      'Connection: close',
      '',
      body,
    ].join('\r\n'),
  );
}
