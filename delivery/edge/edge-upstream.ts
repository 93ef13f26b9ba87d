import type { DirectoryClient } from '../directory/directory-client.ts';
import type { ArrivingObject } from './arriving-object.ts';
import type { EdgeBroadcast } from './edge-broadcast.ts';
import { type Pulled, type Pulling, pullObject } from './pull-object.ts';
import { type PlaylistPulled, type PlaylistVersion, pullPlaylist } from './pull-playlist.ts';
import { orderServers } from './server-breaker.ts';
import { passOver, serversToAsk } from './servers-to-ask.ts';

/** The servers that the directory names for a broadcast, as an edge pulls from them. */
export type EdgeUpstream = {
  playlist(
    broadcast: EdgeBroadcast,
    key: string,
    held: PlaylistVersion | undefined,
    isOverdue: boolean,
  ): Promise<PlaylistPulled>;
  /** @param onBegun called with each object that begins to arrive */
  object(broadcast: EdgeBroadcast, key: string, onBegun: (arriving: ArrivingObject) => void): Promise<Pulled>;
};

export function createEdgeUpstream(
  directory: Pick<DirectoryClient, 'servers'>,
  pulling: Pulling,
): EdgeUpstream {
  const { breaker, nowMs } = pulling;
  const pulledFrom = (broadcast: EdgeBroadcast, server: string): void => {
    broadcast.pulledFrom = { server, atMs: nowMs() };
  };
  return {
    async playlist(broadcast, key, held, isOverdue) {
      const answer = serversToAsk(await directory.servers(broadcast.name));
      if (answer.kind !== 'ask') return { kind: answer.kind };
      const ordered = orderServers(answer.list, breaker, nowMs());
      const servers = isOverdue ? passOver(ordered, broadcast.pulledFrom?.server) : ordered;
      const pulled = await pullPlaylist({ key, servers, held, signal: broadcast.callOff.signal }, pulling);
      if ('server' in pulled) pulledFrom(broadcast, pulled.server);
      return pulled;
    },
    async object(broadcast, key, onBegun) {
      const answer = serversToAsk(await directory.servers(broadcast.name));
      if (answer.kind !== 'ask') return answer.kind;
      const order = {
        key,
        servers: orderServers(answer.list, breaker, nowMs()),
        named: broadcast.named(key),
        signal: broadcast.callOff.signal,
        onBegun: (arriving: ArrivingObject, server: string) => {
          pulledFrom(broadcast, server);
          onBegun(arriving);
        },
      };
      return pullObject(order, pulling);
    },
  };
}
