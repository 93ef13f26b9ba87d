/**
 * A main server, or an intermediate of one, as a process of its own, for bench/object-transfer.ts:
 * `node object-node.ts IDENTITY STORE [MAIN-NAME MAIN-URL]`.
 */

import { loadIdentity } from '../../delivery/identity/load-identity.ts';
import { openIntermediate } from '../../delivery/intermediate/open-intermediate.ts';
import { createScriptedDirectory } from '../../delivery/main/testing/scripted-directory.ts';
import { openObjectStore } from '../../delivery/store/open-object-store.ts';
import { storeSource } from '../../delivery/transfer/object-source.ts';
import { openNodeClient } from '../../delivery/transfer/open-node-client.ts';
import { openNodeServer } from '../../delivery/transfer/open-node-server.ts';

const [identityDirectory = '', directory = '', name, nodeUrl] = process.argv.slice(2);
const identity = await loadIdentity(identityDirectory);
const log = (line: string): void => void process.stderr.write(`${line}\n`);
const store = await openObjectStore({ directory, log });
const intermediate = name !== undefined && nodeUrl !== undefined ? openThrough({ name, nodeUrl }) : undefined;
const server = await openNodeServer({
  identity,
  listen: { host: '127.0.0.1', port: 0 },
  objects: {
    store,
    source: intermediate?.source ?? storeSource(store),
    access: { publishers: intermediate === undefined, mainServers: intermediate !== undefined },
  },
  limits: { connectionsOfClient: 2_000, keepAliveMs: 600_000 },
  log,
});
process.on('message', () => {
  process.send?.({ upstreamRequests: intermediate?.upstreamRequests() ?? 0, ...process.cpuUsage() });
});
process.on('disconnect', () => process.exit());
process.send?.({ port: server.port });

function openThrough(main: { readonly name: string; readonly nodeUrl: string }) {
  const scripted = createScriptedDirectory();
  scripted.name(main, []);
  const client = openNodeClient({ identity });
  return openIntermediate({ identity, store, directory: scripted.client, client, log });
}
