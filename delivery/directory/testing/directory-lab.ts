import type { TestContext } from 'node:test';
import type { NodeRole } from '../../../contract/network/node-name.ts';
import { startTcpHop, type TcpHop } from '../../../fixtures/faults/tcp-hop.ts';
import { makeTestNetwork, type TestNetwork } from '../../../fixtures/network/test-network.ts';
import { type NatsServer, startNats } from '../../../fixtures/servers/nats.ts';
import { temporaryDirectory } from '../../../fixtures/temporary-directory.ts';
import { connectControlPlane } from '../../control/connect-control-plane.ts';
import type { ControlPlane } from '../../control/control-plane.ts';
import { type HeartbeatFacts, startHeartbeats } from '../../control/heartbeats.ts';
import type { NodeIdentity } from '../../identity/node-identity.ts';
import type { DirectoryClient } from '../directory-client.ts';
import { hearRevocations } from '../hear-revocations.ts';
import { openDirectoryClient } from '../open-directory-client.ts';
import { type DirectoryMember, openDirectoryMember } from '../open-directory-member.ts';

/** A node that a test started within its own process: real certificates, a connection of its own, heartbeats. */
export type LabNode = {
  readonly name: string;
  readonly identity: NodeIdentity;
  readonly control: ControlPlane;
  readonly log: readonly string[];
  /** The link between it and NATS. */
  readonly hop: TcpHop;
  /** Shown from the next heartbeat on, which is sent at once. */
  setState(state: HeartbeatFacts['state']): void;
  /** As a SIGKILL: from now on nothing is heard of it, and it says no good-bye. */
  die(): Promise<void>;
};

export type LabMember = LabNode & { readonly member: DirectoryMember };
export type LabClient = LabNode & { readonly directory: DirectoryClient };

/** A network with a real nats-server, whose nodes live in the test's process. */
export type DirectoryLab = {
  readonly network: TestNetwork;
  readonly nats: NatsServer;
  readonly startNode: (name: string, roles: readonly NodeRole[]) => Promise<LabNode>;
  readonly startMember: (name: string) => Promise<LabMember>;
  readonly startClient: (name: string, roles: readonly NodeRole[], cacheFile?: string) => Promise<LabClient>;
  /** A client whose certificate has the role operator; it sends no heartbeats. */
  readonly startOperator: (name?: string) => Promise<DirectoryClient & { readonly identity: NodeIdentity }>;
};

export async function openDirectoryLab(t: TestContext): Promise<DirectoryLab> {
  const folder = temporaryDirectory(t);
  const network = await makeTestNetwork(folder);
  const nats = await startNats(network, folder);
  t.after(() => nats.kill());

  async function connect(name: string, roles: readonly (NodeRole | 'operator')[]) {
    const identity = await network.admit(name, roles);
    const hop = await startTcpHop({ host: '127.0.0.1', port: Number(new URL(nats.url).port) });
    const log: string[] = [];
    const control = connectControlPlane({
      identity,
      servers: [`tls://127.0.0.1:${hop.port}`],
      log: (line) => log.push(line),
    });
    t.after(async () => {
      await control.close();
      await hop.stop();
    });
    return { identity, hop, log, control };
  }

  async function startNode(name: string, roles: readonly NodeRole[]) {
    const { identity, hop, log, control } = await connect(name, roles);
    let state: HeartbeatFacts['state'] = 'active';
    const heartbeats = startHeartbeats({
      control,
      identity,
      facts: () => factsOf(name, roles, state),
      onNameTaken: ({ message }) => log.push(message),
    });
    t.after(() => heartbeats.stop());
    return {
      ...{ name, identity, control, log, hop },
      setState: (next: HeartbeatFacts['state']) => {
        state = next;
        heartbeats.beat();
      },
      die: async () => {
        heartbeats.stop();
        hop.setLink({ type: 'cut' });
        await control.close();
      },
    };
  }

  return {
    network,
    nats,
    startNode,
    startMember: async (name) => {
      const node = await startNode(name, ['directory']);
      const member = openDirectoryMember({ ...node, log: (line) => node.log.push(line) });
      t.after(() => member.close());
      return { ...node, member };
    },
    startClient: async (name, roles, cacheFile) => {
      const node = await startNode(name, roles);
      const log = (line: string): void => void node.log.push(line);
      const directory = await openDirectoryClient({
        ...{ control: node.control, log },
        ...(cacheFile !== undefined && { cacheFile }),
      });
      t.after(() => directory.close());
      return { ...node, directory };
    },
    startOperator: async (name = 'operator') => {
      const { identity, control } = await connect(name, ['operator']);
      hearRevocations(control, identity.revocations);
      const directory = await openDirectoryClient({ control, log: () => undefined });
      t.after(() => directory.close());
      return { ...directory, identity };
    },
  };
}

const factsOf = (
  name: string,
  roles: readonly NodeRole[],
  state: HeartbeatFacts['state'],
): HeartbeatFacts => ({
  ...{ roles: [...roles], state, version: '0', nodeUrl: `https://${name}:7400`, epoch: 0 },
  load: {
    ...{ cpu: 0, memoryBytes: 0, egressBitsPerSecond: 0, capacityBitsPerSecond: 1e9 },
    ...{ viewers: 0, maxViewers: 1_000 },
  },
  ...{ broadcasts: [], wrongBytesFrom: {} },
});
