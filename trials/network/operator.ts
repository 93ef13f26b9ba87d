import type { AssignedAnswer } from '../../contract/network/directory-calls.ts';
import { connectControlPlane } from '../../delivery/control/connect-control-plane.ts';
import { openDirectoryClient } from '../../delivery/directory/open-directory-client.ts';
import type { TestNetwork } from '../../fixtures/network/test-network.ts';

/** Someone who may look into the network and operate it. */
export type Operator = {
  /** Who carries a broadcast now. Waits until somebody does. */
  carriers(broadcast: string): Promise<AssignedAnswer>;
  close(): Promise<void>;
};

/** @param network its operator's identity is admitted here */
export async function openOperator(network: TestNetwork, natsUrls: readonly string[]): Promise<Operator> {
  const identity = await network.admit('operator', ['operator']);
  const log = (): void => {};
  const control = connectControlPlane({ identity, servers: natsUrls, log });
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
