import type { Socket } from 'node:net';
import { type AddressLimits, clientOfAddress } from './address-limits.ts';
import { closingText } from './answer-head.ts';
import type { EdgeAsker } from './edge-hooks.ts';
import { refusals } from './refusal.ts';
import type { ViewerAnswer } from './viewer-answer.ts';
import type { ViewerHeaders } from './viewer-request.ts';

/** A viewer's connection. */
export type ViewerConnection = {
  readonly socket: Socket;
  readonly address: string;
  /** Who its limits are counted for. */
  readonly client: string;
  /** By when it must have moved on: sent a request, or taken an answer. */
  deadlineMs: number;
  /** What is known of whoever sends these header lines. */
  asking: { readonly headers: ViewerHeaders; readonly asker: EdgeAsker; readonly viewer: string } | undefined;
};

export type ConnectionTiming = {
  /** A connection without a request is closed after so long. */
  readonly idleMs: number;
  /** An answer must be taken at this rate at least, and within `idleMs` if it is small. */
  readonly slowestBytesPerSecond: number;
};

export type ViewerConnections = {
  /** Undefined: refused, and told so. */
  open(socket: Socket): ViewerConnection | undefined;
  /** It waits for a request from now on. */
  waits(connection: ViewerConnection): void;
  /** It has so many bytes to take from now on. */
  takes(connection: ViewerConnection, bytes: number): void;
  count(): number;
  /** Ends what is overdue. */
  sweep(): void;
  closeAll(): void;
};

export function createViewerConnections(options: {
  readonly atMost: number;
  readonly limits: AddressLimits;
  readonly timing: ConnectionTiming;
  readonly nowMs: () => number;
}): ViewerConnections {
  const { atMost, limits, nowMs } = options;
  const { idleMs, slowestBytesPerSecond } = options.timing;
  const open = new Set<ViewerConnection>();

  return {
    open(socket) {
      socket.on('error', () => undefined);
      const address = socket.remoteAddress ?? '';
      const client = clientOfAddress(address);
      if (open.size >= atMost) return turnAway(socket, refusals.full());
      if (!limits.open(client)) return turnAway(socket, refusals.tooManyConnections());
      const connection = { socket, address, client, deadlineMs: nowMs() + idleMs, asking: undefined };
      open.add(connection);
      socket.once('close', () => {
        open.delete(connection);
        limits.close(client);
      });
      return connection;
    },
    waits(connection) {
      connection.deadlineMs = nowMs() + idleMs;
    },
    takes(connection, bytes) {
      connection.deadlineMs = nowMs() + idleMs + (bytes / slowestBytesPerSecond) * 1_000;
    },
    count: () => open.size,
    sweep() {
      for (const { socket, deadlineMs } of open) if (nowMs() > deadlineMs) socket.destroy();
    },
    closeAll() {
      for (const { socket } of open) socket.destroy();
    },
  };
}

/** Says why and hangs up; whoever does not listen is cut off. */
function turnAway(socket: Socket, answer: ViewerAnswer): undefined {
  socket.setTimeout(1_000, () => socket.destroy());
  socket.resume();
  socket.end(closingText(answer), 'latin1');
  return undefined;
}
