import { Pool } from 'undici';
import type { AnsweredServer } from '../../contract/network/directory-calls.ts';
import type { NodeIdentity } from '../identity/node-identity.ts';

/** How this node connects to others. */
export type PoolLimits = {
  /** Connections to one server. */
  readonly connections: number;
  /** Connecting, with the TLS handshake, milliseconds. */
  readonly connectMs: number;
  /** Without a byte of a body, milliseconds. */
  readonly stallMs: number;
};

/** Connections to other nodes, kept open. */
export type NodePools = {
  of(server: AnsweredServer): Pool;
  close(): Promise<void>;
};

/** Servers that are not named any more are forgotten when there are more than so many. */
const mostPools = 200;

/**
 * One pool of connections a server, by name and address. A server must show a certificate of this network with the very
 * name that was asked for and a role that holds objects; where it stands in the network counts, not its host name.
 */
export function createNodePools(identity: NodeIdentity, limits: PoolLimits): NodePools {
  const pools = new Map<string, Pool>();
  const forgetOldest = (): void => {
    const [oldest] = pools;
    if (oldest === undefined || pools.size <= mostPools) return;
    pools.delete(oldest[0]);
    // Requests under way end first.
    oldest[1].close().catch(() => undefined);
  };
  const unfollow = identity.revocations.onAdd((revoked) => {
    for (const [key, pool] of pools) {
      if (!key.startsWith(`${revoked} `)) continue;
      pools.delete(key);
      // What it is sending has no end any more.
      pool.destroy().catch(() => undefined);
    }
  });
  return {
    of: (server) => {
      const name = `${server.name} ${server.nodeUrl}`;
      const pool = pools.get(name) ?? openPool(identity, limits, server);
      pools.delete(name);
      pools.set(name, pool);
      forgetOldest();
      return pool;
    },
    close: async () => {
      unfollow();
      await Promise.all([...pools.values()].map((pool) => pool.destroy()));
      pools.clear();
    },
  };
}

function openPool(identity: NodeIdentity, limits: PoolLimits, server: AnsweredServer): Pool {
  return new Pool(new URL(server.nodeUrl).origin, {
    connections: limits.connections,
    pipelining: 1,
    allowH2: false,
    bodyTimeout: limits.stallMs,
    keepAliveTimeout: 30_000,
    maxHeaderSize: 16 * 1024,
    connect: {
      ...identity.tls,
      minVersion: 'TLSv1.3',
      timeout: limits.connectMs,
      // A resumed session is not checked again.
      maxCachedSessions: 0,
      checkServerIdentity: (_host, { raw }) => wrongServer(identity, server.name, raw),
    },
  });
}

/** Why whoever answers is not the server that was asked for; undefined: it is. */
function wrongServer(identity: NodeIdentity, name: string, certificate: Buffer): Error | undefined {
  const shown = identity.peer(certificate);
  if (shown === undefined) return new Error('it shows no certificate of this network');
  if (shown.name !== name) return new Error(`it is ${shown.name}`);
  const holdsObjects = shown.roles.some((role) => role === 'main' || role === 'intermediate');
  return holdsObjects ? undefined : new Error(`its certificate says only ${shown.roles.join(', ')}`);
}
