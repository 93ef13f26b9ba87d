import { parentPort, workerData } from 'node:worker_threads';
import type { EdgeHooks } from './edge-hooks.ts';
import { openEdgeServer } from './edge-server.ts';
import { forwardPages } from './forward-pages.ts';
import { createMirroredCache } from './mirrored-cache.ts';
import { fromPlainDecision, toPlainError } from './plain-error.ts';
import type { FromThread, ThreadData, ToThread } from './thread-messages.ts';
import { createQuestions, type Questions } from './thread-questions.ts';
import { createThreadTally } from './thread-tally.ts';

/** A thread that serves viewers out of memory that it shares with the one that fetches. */
if (parentPort === null) throw new Error('this is a thread of an edge, started by it');
const port = parentPort;
const data = workerData as ThreadData;
const say = (message: FromThread): void => port.postMessage(message);
const ask = createQuestions(port);
const cache = createMirroredCache(port, ask);
const tally = createThreadTally(ask);
const tellMs = 1_000;

try {
  const server = await openEdgeServer({
    ...data,
    cache,
    tally,
    hooks: hooksOf(data, ask),
    reusePort: true,
    log: (line) => say({ kind: 'log', line }),
  });
  const telling = setInterval(() => {
    say({ kind: 'told', ...tally.take(), keys: cache.takeAsked(), connections: server.connections() });
  }, tellMs);
  port.on('message', (message: ToThread) => {
    if (message.kind === 'certificate') void server.renewCertificate(message.tls);
    if (message.kind !== 'close') return;
    clearInterval(telling);
    void server.close().then(() => port.close());
  });
  say({ kind: 'listening', port: server.port });
} catch (error) {
  say({ kind: 'failed', error: toPlainError(error) });
  port.close();
}

function hooksOf(
  { asksAuthorization, transformsMultivariant, pagesSocket }: ThreadData,
  ask: Questions,
): EdgeHooks {
  return {
    ...(asksAuthorization && {
      authorize: async (path, asker) => {
        const answer = await ask({ kind: 'authorize', path, asker });
        if (answer.kind === 'decision') return fromPlainDecision(answer.decision);
        throw new Error('no decision came');
      },
    }),
    ...(transformsMultivariant && {
      transformMultivariant: async (text, path) => {
        const answer = await ask({ kind: 'transform', text, path });
        return answer.kind === 'text' ? answer.text : text;
      },
    }),
    ...(pagesSocket !== undefined && { otherwise: forwardPages(pagesSocket) }),
  };
}
