import type { MessagePort } from 'node:worker_threads';
import { fromPlainError } from './plain-error.ts';
import type { FromThread, ThreadAnswer, ThreadQuestion, ToThread } from './thread-messages.ts';

/** Questions to the thread that fetches. @throws SurecastError what it failed with */
export type Questions = (question: ThreadQuestion) => Promise<ThreadAnswer>;

export function createQuestions(port: MessagePort): Questions {
  const open = new Map<number, PromiseWithResolvers<ThreadAnswer>>();
  let last = 0;
  port.on('message', (message: ToThread) => {
    if (message.kind !== 'answer') return;
    const asked = open.get(message.id);
    open.delete(message.id);
    if (message.answer.kind === 'failed') asked?.reject(fromPlainError(message.answer.error));
    else asked?.resolve(message.answer);
  });
  return (question) => {
    const id = ++last;
    const asked = Promise.withResolvers<ThreadAnswer>();
    open.set(id, asked);
    port.postMessage({ kind: 'ask', id, question } satisfies FromThread);
    return asked.promise;
  };
}
