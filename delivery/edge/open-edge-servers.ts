import { Worker } from 'node:worker_threads';
import { answerThread, type ThreadDesk } from './answer-thread.ts';
import { type EdgeServer, type EdgeServerOptions, openEdgeServer } from './edge-server.ts';
import type { EdgeTally } from './edge-tally.ts';
import { keepThread, type StartedThread } from './keep-thread.ts';
import { openPagesSocket } from './pages-socket.ts';
import { fromPlainError } from './plain-error.ts';
import { createSharedRelease } from './shared-memory.ts';
import type { FromThread, ThreadData, ToThread } from './thread-messages.ts';

export type EdgeServersOptions = Omit<EdgeServerOptions, 'reusePort' | 'tally'> & {
  readonly tally: EdgeTally;
  /**
   * Serving threads, one a core; 1: the calling thread serves by itself. With more, the cache must have been opened with `allocateShared`, and
   * this thread fetches for all of them, so that each object is pulled once and held once.
   */
  readonly threads: number;
};

const threadFile = new URL('./edge-thread.ts', import.meta.url);
/** Only there the system spreads connections over several listeners on one port as is needed here. */
const spreads = process.platform === 'linux';

/** Serves viewers on as many cores as are wanted. @throws SurecastError NODE_ADDRESS_TAKEN */
export async function openEdgeServers(options: EdgeServersOptions): Promise<EdgeServer> {
  const { threads, ...own } = options;
  if (threads <= 1 || !spreads) return openEdgeServer(own);
  const { cache, tally, hooks = {}, log, host, tls, limits } = options;
  const pages = hooks.otherwise && (await openPagesSocket(hooks.otherwise));
  const data: Omit<ThreadData, 'port'> = {
    host,
    ...(limits && { limits }),
    pagesSocket: pages?.path,
    asksAuthorization: hooks.authorize !== undefined,
    transformsMultivariant: hooks.transformMultivariant !== undefined,
  };
  const desk = { cache, tally, hooks, log };
  const release = createSharedRelease();
  const stopReleasing = cache.onDropped((_, sizeBytes) => release(sizeBytes, cache.heldBytes()));
  const keepOne = (port: number) =>
    keepThread(
      (own, onConnections) =>
        startThread({ ...data, ...(own.tls && { tls: own.tls }), port: own.port }, desk, onConnections),
      { port, tls, log },
    );
  // The first one may get its port from the system; the others share it.
  const first = await keepOne(options.port);
  const { port } = first;
  const others = await Promise.all(Array.from({ length: threads - 1 }, () => keepOne(port)));
  const all = [first, ...others];
  return {
    port,
    connections: () => all.reduce((sum, each) => sum + each.connections(), 0),
    async renewCertificate(renewed) {
      for (const each of all) await each.renewCertificate(renewed);
      return { kind: 'renewed' };
    },
    async close() {
      await Promise.all(all.map((each) => each.close()));
      await pages?.close();
      stopReleasing();
    },
  };
}

async function startThread(
  data: ThreadData,
  desk: ThreadDesk,
  onConnections: (count: number) => void,
): Promise<StartedThread> {
  const thread = new Worker(threadFile, { workerData: data, name: 'edge' });
  thread.on('error', (error) => desk.log(`a serving thread failed: ${String(error)}`));
  const ended = new Promise<unknown>((resolve) => void thread.once('exit', resolve));
  const stopAnswering = answerThread(thread, desk, onConnections);
  void ended.then(stopAnswering);
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  thread.on('message', (message: FromThread) => {
    if (message.kind === 'listening') resolve(message.port);
    if (message.kind === 'failed') reject(fromPlainError(message.error));
  });
  void ended.then(() => reject(new Error('a serving thread ended before it listened')));
  const port = await promise;
  const say = (message: ToThread): void => thread.postMessage(message);
  return {
    port,
    ended,
    renew: (tls) => say({ kind: 'certificate', tls }),
    close: () => say({ kind: 'close' }),
  };
}
