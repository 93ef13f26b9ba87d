import type { AnsweredServer } from '../../contract/network/directory-calls.ts';
import type { FetchedObject, NodeClient } from '../transfer/node-client.ts';
import type { EdgeTiming } from './edge-timing.ts';
import type { ServerBreaker } from './server-breaker.ts';

/** Who answered, and what. Whoever takes it reads or destroys the body. */
export type ServerAnswer = { readonly server: AnsweredServer; readonly fetched: FetchedObject };

export type Question = {
  readonly key: string;
  /** In the order in which they are to be asked. */
  readonly servers: readonly AnsweredServer[];
  /** SHA-256 of what is held. */
  readonly ifNot: string | undefined;
  /** A playlist names it, so that "missing" is believed only when all say so. */
  readonly isNamed: boolean;
  readonly signal: AbortSignal;
};

export type Asking = {
  readonly client: Pick<NodeClient, 'get'>;
  readonly breaker: ServerBreaker;
  readonly timing: Pick<EdgeTiming, 'headersMs' | 'giveUpMs'>;
  readonly nowMs: () => number;
  readonly log: (line: string) => void;
};

/**
 * Asks one server, and the next as soon as one fails or is late; the first answer counts and the others are called off.
 * A late one is not given up before somebody else has answered: a machine that is slow everywhere still delivers.
 * @returns undefined if nobody answered
 */
export function askServers(question: Question, asking: Asking): Promise<ServerAnswer | undefined> {
  const { promise, resolve } = Promise.withResolvers<ServerAnswer | undefined>();
  const left = [...question.servers];
  const pending = new Set<AbortController>();
  let settled = false;
  let missing: ServerAnswer | undefined;

  const settle = (answer: ServerAnswer | undefined): void => {
    settled = true;
    resolve(answer);
    for (const callOff of pending) callOff.abort();
  };
  const onward = (): void => {
    if (settled) return;
    const server = left.shift();
    if (server !== undefined) void ask(server);
    else if (pending.size === 0) settle(missing);
  };
  const ask = async (server: AnsweredServer): Promise<void> => {
    const callOff = new AbortController();
    pending.add(callOff);
    let isLate = false;
    const late = setTimeout(() => {
      isLate = true;
      onFailure(server, `did not answer within ${asking.timing.headersMs} ms`);
      onward();
    }, asking.timing.headersMs);
    const fetched = await askOne(server, AbortSignal.any([callOff.signal, question.signal]));
    clearTimeout(late);
    pending.delete(callOff);
    take(server, fetched, isLate);
  };
  const askOne = (server: AnsweredServer, signal: AbortSignal): Promise<FetchedObject | Error> =>
    asking.client
      .get(server, question.key, {
        ...(question.ifNot !== undefined && { ifNot: question.ifNot }),
        headersTimeoutMs: asking.timing.giveUpMs,
        signal,
      })
      .catch((error: unknown) => (error instanceof Error ? error : new Error(String(error))));
  const take = (server: AnsweredServer, fetched: FetchedObject | Error, isLate: boolean): void => {
    if (settled) {
      if (!(fetched instanceof Error)) discard(fetched);
      return;
    }
    if (fetched instanceof Error) {
      if (!isLate && !question.signal.aborted) onFailure(server, fetched.message);
      onward();
      return;
    }
    if (!isLate) asking.breaker.succeeded(server.name);
    if (fetched.kind !== 'missing' || !question.isNamed) settle({ server, fetched });
    else {
      missing = { server, fetched };
      onward();
    }
  };
  const onFailure = (server: AnsweredServer, why: string): void => {
    asking.breaker.failed(server.name, asking.nowMs());
    asking.log(`${server.name} failed for ${question.key}: ${why}`);
  };

  onward();
  return promise;
}

/** Ends a body that nobody wants. */
export function discard(fetched: FetchedObject): void {
  if (fetched.kind === 'found') fetched.body.on('error', () => undefined).destroy();
}
