import type { MessagePort, Worker } from 'node:worker_threads';
import type { EdgeCache, EdgeObject } from './edge-cache.ts';
import type { EdgeHooks } from './edge-hooks.ts';
import type { EdgeTally } from './edge-tally.ts';
import { toPlainDecision, toPlainError } from './plain-error.ts';
import { sharedMemoryOf } from './shared-memory.ts';
import type { FromThread, SharedObject, ThreadAnswer, ThreadQuestion, ToThread } from './thread-messages.ts';

export type ThreadDesk = {
  readonly cache: EdgeCache;
  readonly tally: EdgeTally;
  readonly hooks: EdgeHooks;
  readonly log: (line: string) => void;
};

/** Answers one serving thread from the thread that fetches, and tells it how objects that it was given go on. Returns what ends that. */
export function answerThread(
  thread: Worker | MessagePort,
  { cache, tally, hooks, log }: ThreadDesk,
  onConnections: (count: number) => void,
): () => void {
  const say = (message: ToThread): void => thread.postMessage(message);
  const share = createSharing(say);
  const answer = createAnswering(cache, tally, hooks);

  function onMessage(message: FromThread): void {
    if (message.kind === 'log') log(message.line);
    if (message.kind === 'ask') {
      const { id, question } = message;
      void answer(question)
        .catch((error: unknown): ThreadAnswer => ({ kind: 'failed', error: toPlainError(error) }))
        // Shared and said at once: no step may be said before the object that it is of.
        .then((each) => {
          const plain =
            each.kind === 'held' ? ({ kind: 'object', object: share(each.object) } as const) : each;
          say({ kind: 'answer', id, answer: plain });
        });
    }
    if (message.kind !== 'told') return;
    const nowMs = performance.now();
    for (const [broadcast, viewer] of message.viewers) tally.admit(broadcast, viewer, nowMs);
    for (const [broadcast, bytes] of message.sent) tally.sent(broadcast, bytes);
    // Who asks for an object keeps it, in whichever thread.
    for (const key of message.keys) cache.held(key);
    onConnections(message.connections);
  }

  thread.on('message', onMessage);
  return cache.onDropped((key, sizeBytes) => {
    say({ kind: 'dropped', key, sizeBytes, heldBytes: cache.heldBytes() });
  });
}

function createAnswering(
  cache: EdgeCache,
  tally: EdgeTally,
  hooks: EdgeHooks,
): (
  question: ThreadQuestion,
) => Promise<ThreadAnswer | { readonly kind: 'held'; readonly object: EdgeObject }> {
  return async (question) => {
    switch (question.kind) {
      case 'get': {
        const answer = await cache.get(question);
        return answer.kind === 'object' ? { kind: 'held', object: answer.object } : answer;
      }
      case 'authorize': {
        const decision = await hooks.authorize?.(question.path, question.asker);
        return { kind: 'decision', decision: toPlainDecision(decision ?? { kind: 'allowed' }) };
      }
      case 'transform': {
        const text = await hooks.transformMultivariant?.(question.text, question.path);
        return { kind: 'text', text: text ?? question.text };
      }
      case 'admit':
        return { kind: 'admitted', may: tally.admit(question.broadcast, question.viewer, performance.now()) };
    }
  };
}

/** Numbers objects, and says each step of one that is still arriving. */
function createSharing(say: (message: ToThread) => void): (object: EdgeObject) => SharedObject {
  const numbers = new WeakMap<EdgeObject, number>();
  let last = 0;

  function follow(object: EdgeObject): number {
    const number = ++last;
    numbers.set(object, number);
    const { arrival } = object;
    if (arrival.state() === 'arriving')
      arrival.onStep(() =>
        say({ kind: 'step', number, received: arrival.received(), state: arrival.state() }),
      );
    return number;
  }

  return (object) => {
    const { key, sizeBytes, sha256, contentType, cacheControl, arrival } = object;
    return {
      number: numbers.get(object) ?? follow(object),
      head: { key, sizeBytes, sha256, contentType, cacheControl },
      memory: sharedMemoryOf(arrival.bytes),
      received: arrival.received(),
      state: arrival.state(),
    };
  };
}
