import { join } from 'node:path';
import { findNatsServer } from '../control/find-nats-server.ts';
import { startNatsChild } from '../control/nats-child.ts';
import type { NodeOptions } from './node-options.ts';

/** The NATS that a node uses. */
export type JoinedNats = {
  readonly urls: readonly string[];
  readonly credentialsFile: string | undefined;
  /** Set if it is a child of this process. */
  readonly ownUrl: string | undefined;
  close(): Promise<void>;
};

/** Starts a nats-server where none was named. @throws SurecastError NETWORK_SERVER_MISSING, NETWORK_TOO_OLD, NODE_ADDRESS_TAKEN */
export async function joinNats({ nats, identity, dataDirectory, log }: NodeOptions): Promise<JoinedNats> {
  if (nats.kind === 'servers')
    return {
      urls: nats.urls,
      credentialsFile: nats.credentialsFile,
      ownUrl: undefined,
      close: async () => {},
    };
  const child = await startNatsChild({
    program: await findNatsServer(nats.environment),
    directory: join(dataDirectory, 'nats'),
    identityDirectory: nats.identityDirectory,
    name: identity.name,
    port: nats.port,
    log,
  });
  return { urls: [child.url], credentialsFile: undefined, ownUrl: child.url, close: () => child.close() };
}
