import { resolve } from 'node:path';
import type { Config } from '../contract/config.ts';
import type { NetworkWatch } from '../engine/console/network-watch.ts';

/**
 * The delivery network that the configuration names, for the console.
 * @returns undefined if it names none
 */
export async function networkWatch(config: Config): Promise<NetworkWatch | undefined> {
  if (config.network === undefined) return undefined;
  // Loaded only where a network is watched.
  const { openNetworkWatch } = await import('../delivery/watch/open-network-watch.ts');
  const { nats, identity, natsCredentials } = config.network;
  return openNetworkWatch({
    identityDirectory: resolve(identity),
    servers: nats,
    credentialsFile: natsCredentials,
    log: (line) => void process.stderr.write(`${line}\n`),
  });
}
