import type { TestContext } from 'node:test';
import { thisMachine } from '../../../fixtures/network/place.ts';
import { makeTestNetwork, type TestNetwork } from '../../../fixtures/network/test-network.ts';
import { type NatsServer, startNatsCluster } from '../../../fixtures/servers/nats.ts';
import { temporaryDirectory } from '../../../fixtures/temporary-directory.ts';
import type { NodeIdentity } from '../../identity/node-identity.ts';
import { connectControlPlane } from '../connect-control-plane.ts';
import type { ControlPlane } from '../control-plane.ts';

/** A network with its NATS; all of it ends with the test. */
export type ControlPlace = {
  readonly network: TestNetwork;
  /** The first, or only, one. */
  readonly server: NatsServer;
  readonly servers: readonly NatsServer[];
  /** @param log what it says is added here */
  join(identity: NodeIdentity, log?: string[]): ControlPlane;
};

export async function controlPlace(t: TestContext, serverCount = 1): Promise<ControlPlace> {
  const directory = temporaryDirectory(t);
  const network = await makeTestNetwork(directory);
  const controls: ControlPlane[] = [];
  t.after(() => Promise.all(controls.map((each) => each.close())));
  const servers = await startNatsCluster(
    network,
    directory,
    Array.from({ length: serverCount }, () => thisMachine),
  );
  t.after(() => Promise.all(servers.map((each) => each.kill())));
  const [server] = servers;
  if (server === undefined) throw new Error('No nats-server was started.');
  return {
    network,
    server,
    servers,
    join: (identity, log = []) => {
      const control = connectControlPlane({
        identity,
        servers: servers.map(({ url }) => url),
        log: (line) => log.push(line),
      });
      controls.push(control);
      return control;
    },
  };
}
