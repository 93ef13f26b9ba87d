import { performance } from 'node:perf_hooks';
import { openEdgeServer } from '../../../delivery/edge/edge-server.ts';
import { createEdgeTally } from '../../../delivery/edge/edge-tally.ts';
import { openEdgeCache } from '../../../delivery/edge/open-edge-cache.ts';
import { unhurried } from '../../../delivery/edge/testing/edge-place.ts';
import type { OwnEdge } from '../../../delivery/viewers/known-edges.ts';
import { openViewers, type Viewers, type ViewersOptions } from '../../../delivery/viewers/open-viewers.ts';
import { startTcpHop } from '../../../fixtures/faults/tcp-hop.ts';
import { folderDirectory, folderUpstream } from './folder-upstream.ts';
import type { LiveWindow } from './live-window.ts';

/** An edge as it is composed in a node, but for what it pulls from. */
export type LiveEdge = {
  readonly name: string;
  readonly url: string;
  readonly port: number;
  readonly viewers: Viewers;
  own(): OwnEdge;
  drain(): void;
  /** Cuts off whoever is there, as a kill does. */
  kill(): Promise<void>;
  /** Gets no playlist from upstream any more, and serves on the ones that it has. */
  cutOff(): void;
  /** From now on nothing comes from it, and nobody hangs up: as without power. Of one that has a link of its own. */
  silence(): void;
};

export type LiveEdgeOptions = {
  readonly name: string;
  readonly folder: string;
  readonly window: LiveWindow;
  readonly nodes: ViewersOptions['nodes'];
  readonly viewers?: Partial<ViewersOptions>;
  /** 0: any. */
  readonly port: number;
  /** Viewers come over a link that can be silenced. */
  readonly hasLink?: boolean;
  /** As of now. */
  readonly maxViewers: () => number;
};

const generous = { cpu: 0, memoryBytes: 0, capacityBitsPerSecond: 1e12 };

export async function startLiveEdge(options: LiveEdgeOptions): Promise<LiveEdge> {
  const { name, folder, window, nodes, maxViewers } = options;
  let state: OwnEdge['state'] = 'active';
  let port = options.port;
  const tally = createEdgeTally(Number.MAX_SAFE_INTEGER, () => performance.now());
  const ticking = setInterval(tally.tick, 1_000);
  const own = (): OwnEdge => ({
    name,
    instance: 'b1946ac9-2b1e-4a3f-9c55-8a5c1a1e0f00',
    sequence: Math.floor(performance.now() / 1_000),
    state,
    viewerUrl: `http://127.0.0.1:${port}`,
    load: {
      ...generous,
      viewers: tally.viewers(),
      maxViewers: maxViewers(),
      egressBitsPerSecond: tally.egressBitsPerSecond(),
    },
  });
  const upstream = folderUpstream(folder, window);
  let isCutOff = false;
  const log = () => undefined;
  const viewers = openViewers({
    ...{ own, nodes, log },
    policy: { kind: 'open' },
    steeringTtlSeconds: 1,
    drainLimits: { closingMs: 500, steeringMs: 90_000, totalMs: 180_000 },
    ...options.viewers,
  });
  const cache = openEdgeCache({
    directory: folderDirectory,
    client: {
      get: async (server, key, options) => {
        if (isCutOff && key.endsWith('.m3u8')) throw new Error('Nobody answers.');
        return upstream.get(server, key, options);
      },
    },
    ...{ windowSeconds: 60, maxBytes: 100_000_000, timing: unhurried, log },
    onWrongBytes: log,
  });
  const server = await openEdgeServer({ host: '127.0.0.1', port, cache, tally, hooks: viewers, log });
  const link = options.hasLink ? await startTcpHop({ host: '127.0.0.1', port: server.port }) : undefined;
  port = link?.port ?? server.port;
  return {
    ...{ name, port, viewers, own },
    url: `http://127.0.0.1:${port}`,
    drain: () => {
      state = 'draining';
    },
    cutOff: () => {
      isCutOff = true;
    },
    silence: () => link?.setLink({ type: 'stalled' }),
    kill: async () => {
      clearInterval(ticking);
      await link?.stop();
      viewers.close();
      await server.close();
      await cache.close();
    },
  };
}
