import { performance } from 'node:perf_hooks';
import type { NodeTable } from '../../../delivery/control/control-plane.ts';
import type { ViewersOptions } from '../../../delivery/viewers/open-viewers.ts';
import { heartbeatOf } from '../../../delivery/viewers/testing/edges.ts';
import { type LiveEdge, startLiveEdge } from './live-edge.ts';
import { liveWindow } from './live-window.ts';

/** Edges with one broadcast, `show`, that hear each other at once. */
export type LiveNetwork = {
  /** @param port as before, to start one again that was killed */
  start(name: string, viewers?: Partial<ViewersOptions>, port?: number): Promise<LiveEdge>;
  /** How many viewers an edge takes, from now on. */
  takeAtMost(viewers: number): void;
  /** The broadcast begins: until then it is not there. */
  begin(): void;
  /** The broadcast ends with what is there by now. */
  end(): void;
  close(): Promise<void>;
};

/** @param folder an origin with the broadcast */
export function createLiveNetwork(folder: string): LiveNetwork {
  const edges = new Map<string, LiveEdge>();
  const window = liveWindow(() => performance.now());
  const nodes = hearing(edges);
  let most = 100;
  return {
    start: async (name, viewers = {}, port = 0) => {
      const edge = await startLiveEdge({
        name,
        folder,
        window,
        nodes,
        viewers,
        port,
        maxViewers: () => most,
      });
      const known = {
        ...edge,
        kill: async () => {
          edges.delete(name);
          await edge.kill();
        },
      };
      edges.set(name, known);
      return known;
    },
    takeAtMost: (viewers) => {
      most = viewers;
    },
    begin: window.begin,
    end: window.end,
    close: async () => {
      for (const edge of [...edges.values()]) await edge.kill();
    },
  };
}

function hearing(edges: ReadonlyMap<string, LiveEdge>): Pick<NodeTable, 'all' | 'isAlive'> {
  const all = () =>
    [...edges.values()].map((edge) => ({
      heartbeat: heartbeatOf(edge.own()),
      heardAtMs: performance.now(),
      clockOffsetMs: 0,
    }));
  return { all, isAlive: (name) => edges.has(name) };
}
