import type { AnsweredServer } from '../../contract/network/directory-calls.ts';
import { toSurecastError } from '../../contract/surecast-error.ts';
import type { DirectoryClient } from '../directory/directory-client.ts';
import { broadcastOf } from '../store/object-file-name.ts';
import type { FetchedObject, NodeClient } from '../transfer/node-client.ts';

/** What the main server of a broadcast says to a question for an object. */
export type MainAnswer =
  | { readonly kind: 'answered'; readonly main: AnsweredServer; readonly fetched: FetchedObject }
  /** The directory knows no such broadcast. */
  | { readonly kind: 'unknown' }
  | { readonly kind: 'unavailable' };

/** Asks the main server that the directory names for a broadcast. Counts how often. */
export type AskMain = {
  get(key: string, ifNot: string | undefined): Promise<MainAnswer>;
  /** Requests that went to main servers since the start. */
  requests(): number;
};

export type AskMainOptions = {
  readonly name: string;
  readonly directory: Pick<DirectoryClient, 'servers'>;
  readonly client: NodeClient;
  readonly headersMs: number;
  readonly signal: AbortSignal;
  readonly log: (line: string) => void;
};

export function createAskMain({ name, directory, client, headersMs, signal, log }: AskMainOptions): AskMain {
  let requests = 0;
  const troubled = new Set<string>();
  const get = async (main: AnsweredServer, key: string, ifNot: string | undefined): Promise<MainAnswer> => {
    requests++;
    const options = { headersTimeoutMs: headersMs, signal, ...(ifNot !== undefined && { ifNot }) };
    try {
      const fetched = await client.get(main, key, options);
      if (troubled.delete(main.name)) log(`The main server ${main.name} answers again.`);
      return { kind: 'answered', main, fetched };
    } catch (error) {
      if (!signal.aborted && !troubled.has(main.name)) log(toSurecastError(error).message);
      troubled.add(main.name);
      return { kind: 'unavailable' };
    }
  };
  return {
    requests: () => requests,
    get: async (key, ifNot) => {
      const known = await directory.servers(broadcastOf(key));
      if (known.kind === 'unreachable') return { kind: 'unavailable' };
      // What this very node does not have as a main server, nobody has.
      if (known.kind === 'unknown' || known.answer.main.name === name) return { kind: 'unknown' };
      return get(known.answer.main, key, ifNot);
    },
  };
}
