import type { Heartbeat } from '../../contract/network/heartbeat.ts';
import type { TlsCertificate } from '../../contract/tls-certificate.ts';
import type { ControlPlane } from '../control/control-plane.ts';
import type { DirectoryClient } from '../directory/directory-client.ts';
import type { EdgeServer } from '../edge/edge-server.ts';
import { createEdgeTally } from '../edge/edge-tally.ts';
import { openEdgeCache } from '../edge/open-edge-cache.ts';
import { type EdgeServersOptions, openEdgeServers } from '../edge/open-edge-servers.ts';
import { allocateShared } from '../edge/shared-memory.ts';
import type { NodeIdentity } from '../identity/node-identity.ts';
import { checkWatchToken } from '../identity/tokens.ts';
import { findNginx } from '../nginx/find-nginx.ts';
import { openNginxServer } from '../nginx/open-nginx-server.ts';
import type { NodeClient } from '../transfer/node-client.ts';
import { openViewers } from '../viewers/open-viewers.ts';
import type { WatchPolicy } from '../viewers/watch-gate.ts';
import type { EdgeOptions } from './node-options.ts';
import { urlOf } from './url-of.ts';

/** What an edge works with. */
export type EdgeParts = {
  readonly identity: NodeIdentity;
  readonly control: Pick<ControlPlane, 'nodes'>;
  readonly directory: DirectoryClient;
  readonly client: NodeClient;
  readonly instance: string;
  readonly state: () => Heartbeat['state'];
  /** Load without what viewers take. */
  readonly load: () => Heartbeat['load'];
  readonly onWrongBytes: (server: string) => void;
  readonly log: (line: string) => void;
};

/** The role edge of a running node. */
export type RunningEdge = {
  readonly viewerUrl: string;
  readonly load: () => Pick<Heartbeat['load'], 'viewers' | 'maxViewers' | 'egressBitsPerSecond'>;
  readonly broadcasts: () => Heartbeat['broadcasts'];
  readonly windowBytes: () => number;
  /** Resolves when the viewers have moved, once the node's state is `draining`. */
  readonly drained: () => Promise<unknown>;
  readonly close: () => Promise<void>;
};

/** What the newest playlists name as their last so many seconds stays in memory, as far as there is room. */
const windowSeconds = 120;
const tickMs = 1_000;

export async function openEdge(options: EdgeOptions, parts: EdgeParts): Promise<RunningEdge> {
  const { identity, control, directory, client, instance, log } = parts;
  const nowMs = (): number => performance.now();
  const tally = createEdgeTally(options.maxViewers, nowMs);
  const cache = openEdgeCache({
    directory,
    client,
    windowSeconds,
    maxBytes: options.windowBytes,
    ...(options.threads > 1 && { allocate: allocateShared }),
    log,
    onWrongBytes: (server, key) => {
      parts.onWrongBytes(server);
      log(`${server} gave wrong bytes for ${key}: fetched from another one.`);
    },
  });
  let viewerUrl = '';
  const load = () => ({
    viewers: tally.viewers(),
    maxViewers: options.maxViewers,
    egressBitsPerSecond: tally.egressBitsPerSecond(),
  });
  const own = () => ({
    name: identity.name,
    instance,
    // Grants count from the newest report on; this edge knows its own viewers at any moment.
    sequence: Math.floor(nowMs() / tickMs),
    state: parts.state(),
    viewerUrl,
    load: { ...parts.load(), ...load() },
  });
  const viewers = openViewers({ own, nodes: control.nodes, policy: policyOf(options, identity), log });
  const server = await openServer(options, { cache, tally, hooks: viewers, log });
  const stopRenewing = followCertificate(options, server, log);
  viewerUrl = urlOf(options.certificate === undefined ? 'http' : 'https', options.listen, server.port);
  const ticking = setInterval(tally.tick, tickMs);
  return {
    viewerUrl,
    load,
    broadcasts: () =>
      tally.loads().map((each) => {
        const pullsFrom = cache.pullsFrom(each.name);
        return { ...each, ...(pullsFrom !== undefined && { pullsFrom }) };
      }),
    windowBytes: cache.heldBytes,
    drained: () => viewers.drain.done(),
    close: async () => {
      clearInterval(ticking);
      stopRenewing();
      viewers.close();
      await server.close();
      await cache.close();
    },
  };
}

async function openServer(
  { listen, certificate, dataPlane, requiresToken, threads }: EdgeOptions,
  parts: Pick<EdgeServersOptions, 'cache' | 'tally' | 'hooks' | 'log'>,
): Promise<EdgeServer> {
  const { host, port } = listen;
  const tls = certificate?.current();
  const server = { ...parts, host, port, ...(tls && { tls }) };
  if (dataPlane.kind === 'built-in') return openEdgeServers({ ...server, threads });
  const { environment, directory, cacheBytes } = dataPlane;
  const program = await findNginx(environment);
  return openNginxServer({ ...server, requiresToken, nginx: { program, directory, cacheBytes } });
}

/** Gives viewers each certificate that the operator renews. Returns what ends that. */
function followCertificate(
  { certificate }: EdgeOptions,
  server: EdgeServer,
  log: (line: string) => void,
): () => void {
  const give = async (tls: TlsCertificate): Promise<void> => {
    const renewal = await server.renewCertificate(tls);
    if (renewal.kind === 'refused')
      log(`Viewers get the certificate before, because the renewed one was refused: ${renewal.why}.`);
    if (renewal.kind === 'delayed')
      log(
        `The renewed certificate is in place, and viewers get the one before until nginx goes over to it: ${renewal.why}.`,
      );
  };
  return (
    certificate?.onRenewed((tls) => {
      give(tls).catch((error: unknown) =>
        log(`The renewed certificate can’t be given to viewers: ${String(error)}`),
      );
    }) ?? (() => undefined)
  );
}

function policyOf({ requiresToken }: EdgeOptions, identity: NodeIdentity): WatchPolicy {
  if (!requiresToken) return { kind: 'open' };
  return {
    kind: 'required',
    check: async (token, broadcast) => void (await checkWatchToken(identity, token, broadcast)),
  };
}
