import { join } from 'node:path';
import { openOrigin } from '../../uploader/origins/open-origin.ts';
import type { DirectoryClient } from '../directory/directory-client.ts';
import { type Intermediate, openIntermediate } from '../intermediate/open-intermediate.ts';
import { type MainServer, openMain } from '../main/open-main.ts';
import { openPull } from '../pull/open-pull.ts';
import type { ObjectStore } from '../store/object-store.ts';
import { type ObjectStoreOptions, openObjectStore } from '../store/open-object-store.ts';
import type { NodeRoute } from '../transfer/answer-request.ts';
import type { NodeClient } from '../transfer/node-client.ts';
import { storeSource } from '../transfer/object-source.ts';
import { openNodeServer } from '../transfer/open-node-server.ts';
import { createClosing } from './closing.ts';
import type { NodeOptions } from './node-options.ts';
import { untilCarriesNothing } from './until-carries-nothing.ts';

/** The port for other nodes, with the store behind it where the node keeps objects (main, intermediate). */
export type Keeper = {
  readonly port: number;
  /** What of it can be measured; undefined where the role is not. */
  readonly store: ObjectStore | undefined;
  readonly intermediate: Intermediate | undefined;
  main(): MainServer | undefined;
  connections(): number;
  /** The node is reached there: what needs to say so begins. */
  start(nodeUrl: string): Promise<void>;
  /** Resolves when nothing is carried by this node any more, once it drains. */
  drained(): Promise<void>;
  close(): Promise<void>;
};

export type KeeperParts = {
  readonly directory: DirectoryClient;
  readonly client: NodeClient;
  readonly routes: readonly NodeRoute[];
};

/** @throws SurecastError NODE_ADDRESS_TAKEN */
export async function openKeeper(options: NodeOptions, parts: KeeperParts): Promise<Keeper> {
  const { identity, roles, log } = options;
  const { directory, client, routes } = parts;
  const closing = createClosing();
  const isMain = roles.includes('main');
  const isIntermediate = roles.includes('intermediate');
  const store = isMain || isIntermediate ? closing.add(await openObjectStore(storeOf(options))) : undefined;
  const intermediate =
    store !== undefined && isIntermediate
      ? closing.add(openIntermediate({ identity, store, directory, client, log }))
      : undefined;
  const objects = store && {
    store,
    source: intermediate?.source ?? storeSource(store),
    access: { publishers: isMain, mainServers: isIntermediate },
  };
  const server = closing.add(
    await openNodeServer({ identity, listen: options.listen, objects, routes, log }),
  );
  let main: MainServer | undefined;
  return {
    port: server.port,
    store,
    intermediate,
    main: () => main,
    connections: server.connections,
    start: async (nodeUrl) => {
      if (store === undefined || !isMain) return;
      main = closing.add(await openMain({ identity, nodeUrl, store, directory, client, log }));
      for (const { originUrl, broadcast } of options.pulls)
        closing.add(openPull({ origin: openOrigin(originUrl), broadcasts: [broadcast], store, log }));
    },
    drained: async () => {
      if (isIntermediate) await untilCarriesNothing(identity.name, directory);
    },
    close: closing.close,
  };
}

/** What a main server has is removed by an operator alone. */
function storeOf({ roles, keepBytes, dataDirectory, log }: NodeOptions): ObjectStoreOptions {
  const evicts = keepBytes !== undefined && !roles.includes('main');
  return { directory: join(dataDirectory, 'store'), ...(evicts && { keepBytes }), log };
}
