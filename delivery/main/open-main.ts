import type { AnsweredServer, AssignedAnswer } from '../../contract/network/directory-calls.ts';
import { isPlaylistKey } from '../../contract/network/object-key.ts';
import type { BackoffLimits } from '../../uploader/backoff.ts';
import type { DirectoryClient } from '../directory/directory-client.ts';
import type { NodeIdentity } from '../identity/node-identity.ts';
import { broadcastOf } from '../store/object-file-name.ts';
import type { HeldObject, ObjectStore } from '../store/object-store.ts';
import { createTurns } from '../store/turns.ts';
import type { NodeClient } from '../transfer/node-client.ts';
import { hasEnded, readNamed } from './held-playlists.ts';
import type { IssuedObject } from './issue-lane.ts';
import { createRegistrar } from './registrar.ts';
import { createServerIssuer, type IssuerState, type ServerIssuer } from './server-issuer.ts';

export type MainOptions = {
  readonly identity: Pick<NodeIdentity, 'name'>;
  /** Where other nodes reach this one. */
  readonly nodeUrl: string;
  readonly store: ObjectStore;
  readonly directory: DirectoryClient;
  readonly client: NodeClient;
  readonly timing?: Partial<MainTiming>;
  readonly log: (line: string) => void;
};

export type MainTiming = {
  readonly retry: BackoffLimits;
  /** How often the directory's answer for each broadcast is looked at, milliseconds. */
  readonly refreshMs: number;
};

const defaultTiming: MainTiming = { retry: { retryMinMs: 200, retryMaxMs: 5_000 }, refreshMs: 1_000 };

/** The main server's work behind its store. */
export type MainServer = {
  /** Servers that broadcasts are issued to. */
  servers(): readonly IssuerState[];
  /** Broadcasts that the directory does not know of yet. */
  unregistered(): readonly string[];
  close(): Promise<void>;
};

/**
 * Registers the broadcasts of a store with the directory and issues them to the servers that it names. All of it goes on by
 * itself and is retried for ever; who stores objects waits for none of it. Broadcasts that ended before this start are
 * registered and served, and issued only when something is added to them.
 */
export async function openMain(options: MainOptions): Promise<MainServer> {
  const { store, directory, log } = options;
  const timing = { ...defaultTiming, ...options.timing };
  const main: AnsweredServer = { name: options.identity.name, nodeUrl: options.nodeUrl };
  const issuers = new Map<string, ServerIssuer>();
  /** Broadcasts that are issued. */
  const issued = new Set<string>();
  const asking = new Set<string>();
  const turns = createTurns();
  const complain = (error: unknown) => log(`Issuing can’t go on for now: ${String(error)}`);
  const registrar = createRegistrar({
    directory,
    main,
    retry: timing.retry,
    onRegistered: (broadcast) => void refresh(broadcast).catch(complain),
    log,
  });

  function issuerOf(server: AnsweredServer): ServerIssuer {
    const name = `${server.name} ${server.nodeUrl}`;
    const issuer = issuers.get(name) ?? createServerIssuer(server, { ...options, retry: timing.retry });
    issuers.set(name, issuer);
    return issuer;
  }

  async function toIssue(object: HeldObject, mayBeThere: boolean): Promise<IssuedObject> {
    const isPlaylist = isPlaylistKey(object.key);
    const named = isPlaylist ? await readNamed(store, object) : undefined;
    return { object, named, isPlaylist, mayBeThere };
  }

  /** In the order in which they were stored, whatever reading a playlist takes. */
  function onStored(object: HeldObject): void {
    const broadcast = broadcastOf(object.key);
    if (!issued.has(broadcast)) {
      issued.add(broadcast);
      registrar.register(broadcast);
      refresh(broadcast).catch(complain);
    }
    turns(broadcast, async () => {
      const next = await toIssue(object, false);
      for (const issuer of issuers.values()) {
        if (!issuer.hasLane(broadcast)) continue;
        issuer.lane(broadcast).add(next, 'fresh');
        issuer.wake();
      }
    }).catch(complain);
  }

  /** A server that is named now is given all that is here, the window of the newest playlists first. */
  function setServers(broadcast: string, servers: readonly AnsweredServer[]): Promise<void> {
    return turns(broadcast, async () => {
      const named = new Set(servers.filter(({ name }) => name !== main.name).map(issuerOf));
      for (const [name, issuer] of issuers) {
        if (!named.has(issuer)) issuer.drop(broadcast);
        if (!named.has(issuer) && !issuer.hasLanes()) forget(name, issuer);
      }
      const newly = [...named].filter((issuer) => !issuer.hasLane(broadcast));
      if (newly.length === 0) return;
      const all = await Promise.all(store.list(broadcast).map((object) => toIssue(object, true)));
      for (const issuer of newly) {
        for (const each of all) issuer.lane(broadcast).add(each, 'old');
        issuer.wake();
      }
    });
  }

  function forget(name: string, issuer: ServerIssuer): void {
    issuer.close();
    issuers.delete(name);
  }

  const onAnswer = async (answer: AssignedAnswer): Promise<void> => {
    if (issued.has(answer.broadcast)) await setServers(answer.broadcast, answer.servers);
  };

  async function refresh(broadcast: string): Promise<void> {
    if (asking.has(broadcast)) return;
    asking.add(broadcast);
    const known = await directory.servers(broadcast).finally(() => asking.delete(broadcast));
    if (known.kind === 'assigned') await onAnswer(known.answer);
    // The directory has lost what it was told.
    if (known.kind === 'unknown') registrar.register(broadcast);
  }

  const refreshing = setInterval(() => {
    for (const broadcast of issued) refresh(broadcast).catch(complain);
  }, timing.refreshMs);
  const unsubscribe = [
    store.onStored(onStored),
    directory.onChange((answer) => void onAnswer(answer).catch(complain)),
  ];
  for (const broadcast of store.broadcasts()) {
    registrar.register(broadcast);
    const playlists = store.list(broadcast).filter(({ key }) => isPlaylistKey(key));
    if (hasEnded(await Promise.all(playlists.map((each) => readNamed(store, each))))) continue;
    issued.add(broadcast);
    refresh(broadcast).catch(complain);
  }
  return {
    servers: () => [...issuers.values()].map((issuer) => issuer.state()),
    unregistered: registrar.waiting,
    close: async () => {
      clearInterval(refreshing);
      for (const end of unsubscribe) end();
      registrar.close();
      for (const issuer of issuers.values()) issuer.close();
    },
  };
}
