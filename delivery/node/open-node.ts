import { join } from 'node:path';
import { connectControlPlane } from '../control/connect-control-plane.ts';
import { startHeartbeats } from '../control/heartbeats.ts';
import { openDirectoryClient } from '../directory/open-directory-client.ts';
import { openDirectoryMember } from '../directory/open-directory-member.ts';
import { openNodeClient } from '../transfer/open-node-client.ts';
import { createClosing } from './closing.ts';
import { followOrders } from './follow-orders.ts';
import { followRevocations, readRevocations } from './follow-revocations.ts';
import { joinNats } from './join-nats.ts';
import { metricsRoute } from './node-metrics.ts';
import type { NodeOptions } from './node-options.ts';
import { createStatus } from './node-status.ts';
import { openEdge } from './open-edge.ts';
import { type Keeper, openKeeper } from './open-keeper.ts';
import { urlOf } from './url-of.ts';

/** A node of the network that runs. */
export type RunningNode = {
  readonly name: string;
  readonly nodeUrl: string;
  /** Undefined: this node is no edge. */
  readonly viewerUrl: string | undefined;
  /** Set if it runs its own NATS. */
  readonly natsUrl: string | undefined;
  /** Sends viewers and broadcasts to other nodes. Resolves when they have moved, or time is over. */
  drain(): Promise<void>;
  /** Rejects when the node can't go on: another one has its name, or it was revoked. */
  readonly failed: Promise<never>;
  close(): Promise<void>;
};

/**
 * Opens a node with all its roles: the one place where the parts of the network are wired. It is there whether NATS and
 * the directory are or not, and finds them whenever they come.
 * @throws SurecastError NODE_ADDRESS_TAKEN, NODE_REVOKED, NETWORK_SERVER_MISSING, NETWORK_TOO_OLD
 */
export async function openNode(options: NodeOptions): Promise<RunningNode> {
  const closing = createClosing();
  try {
    return await openParts(options, closing);
  } catch (error) {
    await closing.close();
    throw error;
  }
}

async function openParts(
  options: NodeOptions,
  closing: ReturnType<typeof createClosing>,
): Promise<RunningNode> {
  const { identity, roles, dataDirectory, log } = options;
  const nats = closing.add(await joinNats(options));
  const control = closing.add(
    connectControlPlane({ identity, servers: nats.urls, credentialsFile: nats.credentialsFile, log }),
  );
  const revokedFile = join(dataDirectory, 'revoked.json');
  await readRevocations(revokedFile, identity, log);
  const failed = Promise.withResolvers<never>();
  failed.promise.catch(() => undefined);
  const revocations = { control, identity, file: revokedFile, log, onOwn: failed.reject };
  closing.add({ close: followRevocations(revocations) });
  const cacheFile = join(dataDirectory, 'answers.json');
  const directory = closing.add(await openDirectoryClient({ control, log, cacheFile }));
  const client = closing.add(openNodeClient({ identity }));
  const status = createStatus(options, () => directory.epoch());
  const metrics = metricsRoute({
    facts: status.facts,
    control,
    keeper: () => keeper,
    windowBytes: status.windowBytes,
  });
  const keeper: Keeper = closing.add(await openKeeper(options, { directory, client, routes: [metrics] }));
  const nodeUrl = urlOf('https', options.listen, keeper.port);
  status.listensAt(nodeUrl);
  await keeper.start(nodeUrl);
  if (roles.includes('directory')) closing.add(openDirectoryMember({ identity, control, log }));

  const beats = startHeartbeats({ control, identity, facts: status.facts, onNameTaken: failed.reject });
  closing.add({ close: () => beats.stop() });
  const edge =
    options.edge === undefined
      ? undefined
      : closing.add(
          await openEdge(options.edge, {
            ...{ identity, control, directory, client, log, instance: beats.instance },
            ...{ state: status.state, load: status.load, onWrongBytes: status.noteWrongBytes },
          }),
        );
  status.attachEdge(edge);
  const setDraining = (draining: boolean): void => {
    status.setState(draining ? 'draining' : 'active');
    beats.beat();
  };
  followOrders(control, identity.name, (draining) => {
    log(draining ? 'Told to drain.' : 'Told to work again.');
    setDraining(draining);
  });
  return {
    name: identity.name,
    nodeUrl,
    viewerUrl: edge?.viewerUrl,
    natsUrl: nats.ownUrl,
    failed: failed.promise,
    drain: async () => {
      setDraining(true);
      await Promise.all([edge?.drained(), keeper.drained()]);
    },
    close: closing.close,
  };
}
