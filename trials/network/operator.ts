import type { AssignedAnswer } from '../../contract/network/directory-calls.ts';
import { connectControlPlane } from '../../delivery/control/connect-control-plane.ts';
import { openDirectoryClient } from '../../delivery/directory/open-directory-client.ts';
import type { NetworkProcesses } from '../../fixtures/network/network-processes.ts';

/** Someone who may look into the network and operate it. */
export type Operator = {
  /** Who carries a broadcast now. Waits until somebody does. */
  carriers(broadcast: string): Promise<AssignedAnswer>;
  close(): Promise<void>;
};

/** @param name of the identity; admitted here */
export async function openOperator(network: NetworkProcesses, name = 'operator'): Promise<Operator> {
  const identity = await network.identities.admit(name, ['operator']);
  const log = (): void => {};
  const control = connectControlPlane({ identity, servers: [network.nats.url], log });
  const directory = await openDirectoryClient({ control, log });
  return {
    carriers: async (broadcast) => {
      for (;;) {
        const reply = await directory.ask({ kind: 'enumerate', broadcast }).catch(() => undefined);
        if (reply?.kind === 'assigned' && reply.servers.length > 0) return reply;
        await new Promise((resolve) => setTimeout(resolve, 200));
      }
    },
    close: async () => {
      directory.close();
      await control.close();
    },
  };
}
