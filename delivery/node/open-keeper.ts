import { join } from 'node:path';
import type { DirectoryClient } from '../directory/directory-client.ts';
import { openMain } from '../main/open-main.ts';
import { type ObjectStoreOptions, openObjectStore } from '../store/open-object-store.ts';
import type { NodeClient } from '../transfer/node-client.ts';
import { storeSource } from '../transfer/object-source.ts';
import { openNodeServer } from '../transfer/open-node-server.ts';
import { createClosing } from './closing.ts';
import type { NodeOptions } from './node-options.ts';
import { untilCarriesNothing } from './until-carries-nothing.ts';

/** The port for other nodes, with the store behind it where the node keeps objects (main, intermediate). */
export type Keeper = {
  readonly port: number;
  /** The node is reached there: what needs to say so begins. */
  start(nodeUrl: string): Promise<void>;
  /** Resolves when nothing is carried by this node any more, once it drains. */
  drained(): Promise<void>;
  close(): Promise<void>;
};

/** @throws SurecastError NODE_ADDRESS_TAKEN */
export async function openKeeper(
  options: NodeOptions,
  parts: { readonly directory: DirectoryClient; readonly client: NodeClient },
): Promise<Keeper> {
  const { identity, roles, log } = options;
  const closing = createClosing();
  const isMain = roles.includes('main');
  const isIntermediate = roles.includes('intermediate');
  const store = isMain || isIntermediate ? closing.add(await openObjectStore(storeOf(options))) : undefined;
  const objects =
    store === undefined
      ? undefined
      : {
          store,
          source: storeSource(store),
          access: { publishers: isMain, mainServers: isIntermediate },
        };
  const server = closing.add(await openNodeServer({ identity, listen: options.listen, objects, log }));
  return {
    port: server.port,
    start: async (nodeUrl) => {
      if (store === undefined || !isMain) return;
      closing.add(await openMain({ identity, nodeUrl, store, ...parts, log }));
    },
    drained: async () => {
      if (isIntermediate) await untilCarriesNothing(identity.name, parts.directory);
    },
    close: closing.close,
  };
}

/** What a main server has is removed by an operator alone. */
function storeOf({ roles, keepBytes, dataDirectory, log }: NodeOptions): ObjectStoreOptions {
  const evicts = keepBytes !== undefined && !roles.includes('main');
  return { directory: join(dataDirectory, 'store'), ...(evicts && { keepBytes }), log };
}
