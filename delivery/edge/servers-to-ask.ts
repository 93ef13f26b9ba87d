import type { AnsweredServer } from '../../contract/network/directory-calls.ts';
import type { KnownServers } from '../directory/directory-client.ts';

export type ServersToAsk =
  | { readonly kind: 'ask'; readonly list: readonly AnsweredServer[] }
  | { readonly kind: 'missing' }
  | { readonly kind: 'unavailable' };

/** Primary, standby, and the main server behind them, each once. */
export function serversToAsk(known: KnownServers): ServersToAsk {
  if (known.kind === 'unknown') return { kind: 'missing' };
  if (known.kind === 'unreachable') return { kind: 'unavailable' };
  const { servers, main } = known.answer;
  return { kind: 'ask', list: [...servers.filter(({ name }) => name !== main.name), main] };
}

/** Puts a server that is not believed first behind the others. */
export function passOver(
  servers: readonly AnsweredServer[],
  name: string | undefined,
): readonly AnsweredServer[] {
  return [...servers.filter((each) => each.name !== name), ...servers.filter((each) => each.name === name)];
}
