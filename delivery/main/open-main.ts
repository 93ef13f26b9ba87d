import type { AnsweredServer, AssignedAnswer } from '../../contract/network/directory-calls.ts';
import { isPlaylistKey } from '../../contract/network/object-key.ts';
import type { BackoffLimits } from '../../uploader/backoff.ts';
import type { DirectoryClient } from '../directory/directory-client.ts';
import type { NodeIdentity } from '../identity/node-identity.ts';
import { hasEnded, readNamed } from '../store/held-playlists.ts';
import { broadcastOf } from '../store/object-file-name.ts';
import type { HeldObject, ObjectStore, WriteCondition } from '../store/object-store.ts';
import type { NodeClient } from '../transfer/node-client.ts';
import { createIssuing } from './issuing.ts';
import { createRegistrar } from './registrar.ts';
import type { IssuerState } from './server-issuer.ts';

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
  const { store, directory, client, log } = options;
  const { retry, refreshMs } = { ...defaultTiming, ...options.timing };
  const main: AnsweredServer = { name: options.identity.name, nodeUrl: options.nodeUrl };
  /** Broadcasts that are issued. */
  const issued = new Set<string>();
  const asking = new Set<string>();
  const issuing = createIssuing({ client, store, retry, log });
  const complain = (error: unknown) => log(`Issuing can’t go on for now: ${String(error)}`);
  const onRegistered = (broadcast: string) => void refresh(broadcast).catch(complain);
  const registrar = createRegistrar({ directory, main, retry, onRegistered, log });

  function onStored(object: HeldObject, { kind }: WriteCondition): void {
    const broadcast = broadcastOf(object.key);
    if (!issued.has(broadcast)) {
      // Brought by another main server, to an intermediate in this same process.
      if (kind === 'newest') return;
      issued.add(broadcast);
      registrar.register(broadcast, true);
      refresh(broadcast).catch(complain);
    }
    issuing.add(object).catch(complain);
  }

  async function onAnswer({ broadcast, main: registered, servers }: AssignedAnswer): Promise<void> {
    if (registered.name !== main.name) return;
    const others = servers.filter(({ name }) => name !== main.name);
    if (issued.has(broadcast)) await issuing.setServers(broadcast, others);
  }

  async function refresh(broadcast: string): Promise<void> {
    if (asking.has(broadcast)) return;
    asking.add(broadcast);
    const known = await directory.servers(broadcast).finally(() => asking.delete(broadcast));
    if (known.kind === 'assigned') await onAnswer(known.answer);
    // The directory has lost what it was told.
    if (known.kind === 'unknown') registrar.register(broadcast, false);
  }

  const refreshing = setInterval(() => {
    for (const broadcast of issued) refresh(broadcast).catch(complain);
  }, refreshMs);
  const unsubscribe = [
    store.onStored(onStored),
    directory.onChange((answer) => void onAnswer(answer).catch(complain)),
  ];
  for (const broadcast of store.broadcasts()) {
    registrar.register(broadcast, false);
    if (await isOver(store, broadcast)) continue;
    issued.add(broadcast);
    refresh(broadcast).catch(complain);
  }
  return {
    servers: issuing.states,
    unregistered: registrar.waiting,
    close: async () => {
      clearInterval(refreshing);
      for (const end of unsubscribe) end();
      registrar.close();
      issuing.close();
    },
  };
}

async function isOver(store: ObjectStore, broadcast: string): Promise<boolean> {
  const playlists = store.list(broadcast).filter(({ key }) => isPlaylistKey(key));
  return hasEnded(await Promise.all(playlists.map((each) => readNamed(store, each))));
}
