import { connect, type Socket } from 'node:net';

/** An answer as it came on the connection. */
export type RawAnswer = {
  readonly status: number;
  /** Names in small letters. */
  readonly headers: ReadonlyMap<string, string>;
  readonly body: Buffer;
};

/**
 * Sends text as it is and reads all until the server closes the connection.
 * @param asksToClose the text itself says that this is the last request; else the connection's own end does
 */
export async function talk(port: number, text: string, asksToClose = false): Promise<Buffer> {
  const socket = await openSocket(port);
  socket.write(text, 'latin1');
  if (!asksToClose) socket.end();
  return readAll(socket);
}

export function openSocket(port: number): Promise<Socket> {
  const { promise, resolve, reject } = Promise.withResolvers<Socket>();
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true }, () => resolve(socket));
  socket.once('error', reject);
  return promise;
}

/** All that comes until the other side closes, or cuts. */
export function readAll(socket: Socket): Promise<Buffer> {
  const pieces: Buffer[] = [];
  const { promise, resolve } = Promise.withResolvers<Buffer>();
  socket.on('data', (piece: Buffer) => void pieces.push(piece));
  socket.on('error', () => undefined);
  socket.once('end', () => socket.end());
  socket.once('close', () => resolve(Buffer.concat(pieces)));
  socket.resume();
  return promise;
}

/** One request on a connection of its own. `lane`: `slow` sends what a simple client does not, so that Node's server answers. */
export async function ask(
  port: number,
  line: string,
  headers: Readonly<Record<string, string>> = {},
  lane: 'fast' | 'slow' = 'fast',
): Promise<RawAnswer> {
  const all = { Host: 'edge.test', ...headers, ...(lane === 'slow' && { Connection: 'close' }) };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  return parseAnswer(await talk(port, `${line} HTTP/1.1\r\n${lines.join('')}\r\n`, lane === 'slow'));
}

export function parseAnswer(bytes: Buffer): RawAnswer {
  const headEnd = bytes.indexOf('\r\n\r\n');
  const [statusLine = '', ...lines] = bytes.toString('latin1', 0, headEnd).split('\r\n');
  const headers = lines.map((line) => {
    const colon = line.indexOf(':');
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()] as const;
  });
  return {
    status: Number(statusLine.split(' ')[1]),
    headers: new Map(headers),
    body: bytes.subarray(headEnd + 4),
  };
}
