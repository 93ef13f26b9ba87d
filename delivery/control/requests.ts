import { createInbox, type Msg } from '@nats-io/transport-node';
import { SurecastError } from '../../contract/surecast-error.ts';
import type { NatsLink } from './nats-link.ts';
import type { Listen } from './subscriptions.ts';

/** Asks over NATS: each answer is shown to `take` until it takes one. */
export type Ask = <T extends object>(question: Question<T>) => Promise<T>;

type Question<T> = {
  readonly subject: string;
  readonly bytes: string | Promise<string>;
  readonly timeoutMs: number;
  /** Undefined: not a genuine answer; the question stays open. `replySubject` is what it was signed for. */
  readonly take: (message: Msg, replySubject: string) => T | undefined;
};

export function createRequests(link: NatsLink, listen: Listen): Ask {
  const inbox = createInbox();
  const open = new Map<string, (message: Msg) => void>();
  let asked = 0;
  listen({
    subject: `${inbox}.*`,
    queueGroup: undefined,
    take: (message) => open.get(message.subject)?.(message),
  });
  return async <T extends object>({ subject, bytes, timeoutMs, take }: Question<T>) => {
    const began = performance.now();
    const late = unreachable(`Nobody has answered on ${subject} for ${timeoutMs} ms.`);
    if (!(await link.untilConnected(timeoutMs))) throw unreachable('NATS is away.');
    const sealed = await bytes;
    const reply = `${inbox}.${asked++}`;
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    const timer = setTimeout(() => reject(late), timeoutMs - (performance.now() - began));
    open.set(reply, (message) => {
      // What the server itself says when it knows of no listener.
      if (message.data.length === 0 && message.headers?.code === 503)
        return reject(unreachable(`Nobody listens on ${subject}.`));
      const taken = take(message, reply);
      if (taken !== undefined) resolve(taken);
    });
    try {
      link.connection()?.publish(subject, sealed, { reply });
      return await promise;
    } finally {
      clearTimeout(timer);
      open.delete(reply);
    }
  };
}

const unreachable = (sentence: string): SurecastError => new SurecastError('NETWORK_UNREACHABLE', sentence);
