import type {
  AnsweredServer,
  AssignedAnswer,
  DirectoryRequest,
} from '../../../contract/network/directory-calls.ts';
import { SurecastError } from '../../../contract/surecast-error.ts';
import type { DirectoryClient } from '../../directory/directory-client.ts';

/** A directory whose answers a test writes. */
export type ScriptedDirectory = {
  readonly client: DirectoryClient;
  readonly asked: DirectoryRequest[];
  /** From now on these carry all broadcasts. */
  name(main: AnsweredServer, servers: readonly AnsweredServer[]): void;
  /** Nobody answers, and nothing was ever known. */
  setAway(isAway: boolean): void;
};

export function createScriptedDirectory(): ScriptedDirectory {
  const asked: DirectoryRequest[] = [];
  let named: { readonly main: AnsweredServer; readonly servers: AnsweredServer[] } | undefined;
  let isAway = false;
  const answer = (broadcast: string): AssignedAnswer | undefined =>
    named && {
      kind: 'assigned',
      broadcast,
      epoch: 1,
      algorithm: { name: 'scripted', version: 1 },
      ...named,
      ttlSeconds: 10,
    };
  return {
    asked,
    name: (main, servers) => {
      named = { main, servers: [...servers] };
    },
    setAway: (next) => {
      isAway = next;
    },
    client: {
      servers: async (broadcast) => {
        const known = answer(broadcast);
        if (isAway) return { kind: 'unreachable' };
        return known ? { kind: 'assigned', answer: known, askedAtMs: 0 } : { kind: 'unknown' };
      },
      known: answer,
      ask: async (request) => {
        if (isAway) throw new SurecastError('NETWORK_UNREACHABLE', 'Nobody answers.');
        asked.push(request);
        return { kind: 'done', epoch: 1 };
      },
      onChange: () => () => undefined,
      epoch: () => 1,
      close: () => undefined,
    },
  };
}
