import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

/**
 * How a link is down. `reset`: whatever is sent is answered with a reset; `stalled`: connections are taken, and none of
 * these or of the older ones ever carries anything again; `refused`: nobody listens, so that nothing can be counted.
 */
export type DownKind = 'reset' | 'stalled' | 'refused';

/** The beginning of a request, by `performance.now()`. `question`: whether the origin answers at all. */
export type SeenRequest = { readonly atMs: number; readonly type: 'upload' | 'question' | 'other' };

/** A TCP link to an S3 store, over plain HTTP, that tells what is asked of it. */
export type FailingLink = {
  /** `127.0.0.1:PORT` */
  readonly address: string;
  /** What came since the link last went down or returned; what a stalled connection is sent after that does not come. */
  readonly requests: () => readonly SeenRequest[];
  readonly cut: (kind: DownKind) => Promise<void>;
  readonly restore: () => Promise<void>;
  readonly stop: () => Promise<void>;
};

/** @param target `HOST:PORT` of the store @param bucket a HEAD of it is a question */
export async function startFailingLink(target: string, bucket: string): Promise<FailingLink> {
  const [host = '', port = ''] = target.split(':');
  const sockets = new Set<Socket>();
  let down: DownKind | undefined;
  let requests: SeenRequest[] = [];
  let cuts = 0;

  const pass = (from: Socket, to: Socket, see: (chunk: Buffer) => void): void => {
    const cutsBefore = cuts;
    sockets.add(from);
    from
      .on('error', () => undefined)
      .on('close', () => {
        sockets.delete(from);
        to.destroy();
      });
    from.on('data', (chunk) => {
      const isDead = cuts !== cutsBefore || down !== undefined;
      if (!isDead || down !== undefined) see(chunk);
      if (!isDead) to.write(chunk);
      else if (down !== 'stalled') from.resetAndDestroy();
    });
  };
  const server = createServer({ noDelay: true }, (client) => {
    const store = connect({ host, port: Number(port), noDelay: true });
    pass(store, client, () => undefined);
    pass(client, store, (chunk) => {
      const type = requestType(chunk, bucket);
      if (type !== undefined) requests.push({ atMs: performance.now(), type });
    });
  });
  const reset = (): void => {
    for (const socket of sockets) socket.resetAndDestroy();
  };
  const close = async (): Promise<void> => {
    server.close();
    reset();
    await once(server, 'close');
  };

  const ownPort = await listen(server, 0);
  const change = (next: DownKind | undefined): void => {
    down = next;
    requests = [];
  };
  return {
    address: `127.0.0.1:${ownPort}`,
    requests: () => requests,
    cut: async (kind) => {
      change(kind);
      cuts += 1;
      if (kind === 'reset') reset();
      if (kind === 'refused') await close();
    },
    restore: async () => {
      cuts += 1;
      if (down === 'refused') await listen(server, ownPort);
      change(undefined);
    },
    stop: close,
  };
}

async function listen(server: ReturnType<typeof createServer>, port: number): Promise<number> {
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the link has no port');
  return address.port;
}

/** Of a piece that begins a request; undefined when it goes on with one. Requests are not pipelined. */
function requestType(piece: Buffer, bucket: string): SeenRequest['type'] | undefined {
  const [, method, path] = /^([A-Z]+) (\S+) HTTP\//.exec(piece.toString('latin1', 0, 2048)) ?? [];
  if (method === 'PUT') return 'upload';
  if (method === undefined) return undefined;
  return method === 'HEAD' && (path === `/${bucket}` || path === `/${bucket}/`) ? 'question' : 'other';
}
