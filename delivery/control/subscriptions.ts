import type { Msg, NatsConnection } from '@nats-io/transport-node';
import type { NatsLink } from './nats-link.ts';

type Listening = {
  readonly subject: string;
  readonly queueGroup: string | undefined;
  readonly take: (message: Msg) => void | Promise<void>;
};

/**
 * Listens on a subject over whatever connection there is, and on each that comes later.
 * @returns what ends it
 */
export type Listen = (listening: Listening) => () => void;

export function createSubscriptions(link: NatsLink, log: (line: string) => void): Listen {
  const all = new Map<Listening, () => void>();
  const begin = (connection: NatsConnection, each: Listening): void => {
    const { subject, queueGroup, take } = each;
    const subscription = connection.subscribe(subject, {
      ...(queueGroup !== undefined && { queue: queueGroup }),
      callback: (error, message) => {
        if (error !== null) log(`NATS does not let this node listen on ${subject}: ${error.message}.`);
        else takeSafely(take, message, log);
      },
    });
    all.set(each, () => subscription.unsubscribe());
  };
  let current: NatsConnection | undefined;
  link.onConnection((connection) => {
    current = connection;
    for (const each of all.keys()) begin(connection, each);
  });
  return (listening) => {
    all.set(listening, () => undefined);
    if (current !== undefined && !current.isClosed()) begin(current, listening);
    return () => {
      all.get(listening)?.();
      all.delete(listening);
    };
  };
}

/** A fault in one that listens must not end the connection of all. */
function takeSafely(take: Listening['take'], message: Msg, log: (line: string) => void): void {
  const say = (error: unknown): void =>
    log(`A message on ${message.subject} met a fault: ${error instanceof Error ? error.message : error}.`);
  try {
    const taken = take(message);
    if (taken instanceof Promise) taken.catch(say);
  } catch (error) {
    say(error);
  }
}
