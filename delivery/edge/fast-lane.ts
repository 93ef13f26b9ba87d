import type { Socket } from 'node:net';
import { parseViewerPath } from '../../contract/network/viewer-paths.ts';
import type { AnswerWriting } from './answer-head.ts';
import { createHeadReading } from './read-simple-head.ts';
import { bodyBytes, type ViewerAnswer } from './viewer-answer.ts';
import type { ViewerConnection } from './viewer-connections.ts';
import type { ViewerDesk } from './viewer-desk.ts';
import { writeArriving } from './write-arriving.ts';

/**
 * Answers simple requests for media (nearly all that a player sends) without Node's HTTP server, which takes most of its time
 * for what they do not need. The first request that is not plainly simple is given, with its connection, to `handOver`.
 */
export function openFastLane(
  connection: ViewerConnection,
  desk: ViewerDesk,
  write: AnswerWriting,
  handOver: (connection: ViewerConnection, head: Buffer) => void,
): void {
  const { socket } = connection;
  /** `answering`: somebody is waited for; `arriving`: an object is sent as it comes; `draining`: the viewer has yet to take it. */
  let state: 'free' | 'answering' | 'arriving' | 'draining' = 'free';
  let hasEnded = false;
  let early: Buffer | undefined;
  const readHead = createHeadReading();

  function onData(chunk: Buffer): void {
    if (state === 'free') take(chunk);
    else if (early === undefined) early = chunk;
    // More than one request ahead of its answer: not what players do.
    else socket.destroy();
  }

  function take(chunk: Buffer): void {
    const request = readHead(chunk);
    const path = request && parseViewerPath(request.path);
    if (request === undefined || path?.kind !== 'live') {
      socket.off('data', onData).off('drain', onDrain).off('end', onEnd);
      handOver(connection, chunk);
      return;
    }
    const answer = desk.answer(request, path, connection);
    if (!(answer instanceof Promise)) return send(answer);
    state = 'answering';
    desk.connections.takes(connection, 0);
    void answer.then(send);
  }

  function send(answer: ViewerAnswer): void {
    if (socket.destroyed) return;
    const { body, broadcast } = answer;
    const { bytes, hasBody } = write(answer, desk.nowMs());
    const length = bodyBytes(answer);
    if (broadcast !== undefined) desk.sent(broadcast, length);
    desk.connections.takes(connection, length);
    if (body.kind === 'arriving') {
      state = 'arriving';
      socket.write(bytes);
      void writeArriving(socket, body).then((isWhole) => (isWhole ? onWritten() : socket.destroy()));
      return;
    }
    if (hasBody || body.kind === 'none') socket.write(bytes);
    else writeBoth(socket, bytes, body.bytes);
    onWritten();
  }

  function onWritten(): void {
    if (socket.writableNeedDrain) state = 'draining';
    else onTaken();
  }

  function onDrain(): void {
    if (state === 'draining') onTaken();
  }

  /** The answer is with the system; the next request may come. */
  function onTaken(): void {
    state = 'free';
    desk.connections.waits(connection);
    const next = early;
    early = undefined;
    if (next !== undefined) take(next);
    else if (hasEnded) socket.end();
  }

  function onEnd(): void {
    hasEnded = true;
    if (state === 'free') socket.end();
  }

  socket.on('data', onData).on('drain', onDrain).on('end', onEnd);
}

function writeBoth(socket: Socket, head: Buffer, body: Buffer): void {
  socket.cork();
  socket.write(head);
  socket.write(body);
  socket.uncork();
}
