import type { AnsweredServer } from '../../contract/network/directory-calls.ts';
import { isPlaylistKey } from '../../contract/network/object-key.ts';
import { readNamed } from '../store/held-playlists.ts';
import { broadcastOf } from '../store/object-file-name.ts';
import type { HeldObject } from '../store/object-store.ts';
import { createTurns } from '../store/turns.ts';
import type { IssuedObject } from './issue-lane.ts';
import {
  createServerIssuer,
  type IssuerOptions,
  type IssuerState,
  type ServerIssuer,
} from './server-issuer.ts';

/** Brings broadcasts to the servers that carry them. */
export type Issuing = {
  /** An object was stored: whoever carries its broadcast is to have it. */
  add(object: HeldObject): Promise<void>;
  /** These carry the broadcast from now on. One that is new is given all that is here, the window of the newest playlists first. */
  setServers(broadcast: string, servers: readonly AnsweredServer[]): Promise<void>;
  states(): readonly IssuerState[];
  close(): void;
};

export function createIssuing(options: IssuerOptions): Issuing {
  const { store } = options;
  const issuers = new Map<string, ServerIssuer>();
  // In the order in which objects were stored, whatever reading a playlist takes.
  const turns = createTurns();

  function issuerOf(server: AnsweredServer): ServerIssuer {
    const name = `${server.name} ${server.nodeUrl}`;
    const issuer = issuers.get(name) ?? createServerIssuer(server, options);
    issuers.set(name, issuer);
    return issuer;
  }

  async function toIssue(object: HeldObject, mayBeThere: boolean): Promise<IssuedObject> {
    const isPlaylist = isPlaylistKey(object.key);
    const named = isPlaylist ? await readNamed(store, object) : undefined;
    return { object, named, isPlaylist, mayBeThere };
  }

  function dropOthers(broadcast: string, named: ReadonlySet<ServerIssuer>): void {
    for (const [name, issuer] of issuers) {
      if (named.has(issuer)) continue;
      issuer.drop(broadcast);
      if (issuer.hasLanes()) continue;
      issuer.close();
      issuers.delete(name);
    }
  }

  return {
    add: (object) => {
      const broadcast = broadcastOf(object.key);
      return turns(broadcast, async () => {
        const next = await toIssue(object, false);
        for (const issuer of issuers.values()) {
          if (!issuer.hasLane(broadcast)) continue;
          issuer.lane(broadcast).add(next, 'fresh');
          issuer.wake();
        }
      });
    },
    setServers: (broadcast, servers) =>
      turns(broadcast, async () => {
        const named = new Set(servers.map(issuerOf));
        dropOthers(broadcast, named);
        const newly = [...named].filter((issuer) => !issuer.hasLane(broadcast));
        if (newly.length === 0) return;
        const all = await Promise.all(store.list(broadcast).map((object) => toIssue(object, true)));
        for (const issuer of newly) {
          for (const each of all) issuer.lane(broadcast).add(each, 'old');
          issuer.wake();
        }
      }),
    states: () => [...issuers.values()].map((issuer) => issuer.state()),
    close: () => {
      for (const issuer of issuers.values()) issuer.close();
    },
  };
}
