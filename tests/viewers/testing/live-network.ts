import { performance } from 'node:perf_hooks';
import type { NodeTable } from '../../../delivery/control/control-plane.ts';
import type { ViewersOptions } from '../../../delivery/viewers/open-viewers.ts';
import { heartbeatOf } from '../../../delivery/viewers/testing/edges.ts';
import { type Asked, type LiveEdge, startLiveEdge } from './live-edge.ts';
import { liveWindow } from './live-window.ts';

/** Edges with one broadcast, `show`, that hear each other at once. */
export type LiveNetwork = {
  readonly asked: readonly Asked[];
  /** Resolves as soon as what was asked fits. */
  untilAsked(fits: (asked: readonly Asked[]) => boolean): Promise<void>;
  /** @param port as before, to start one again that was killed */
  start(name: string, viewers?: Partial<ViewersOptions>, port?: number): Promise<LiveEdge>;
  /** The broadcast begins: until then it is not there. */
  begin(): void;
  /** The broadcast ends with what is there by now. */
  end(): void;
  close(): Promise<void>;
};

/** @param folder an origin with the broadcast */
export function createLiveNetwork(folder: string): LiveNetwork {
  const edges = new Map<string, LiveEdge>();
  const asked: Asked[] = [];
  const window = liveWindow(() => performance.now());
  let news = Promise.withResolvers<void>();
  const note = (each: Asked): void => {
    asked.push(each);
    news.resolve();
    news = Promise.withResolvers();
  };
  const nodes = hearing(edges);
  return {
    asked,
    untilAsked: async (fits) => {
      while (!fits(asked)) await news.promise;
    },
    start: async (name, viewers = {}, port = 0) => {
      const edge = await startLiveEdge({ name, folder, window, nodes, note, viewers, port });
      const killed = {
        ...edge,
        kill: async () => {
          edges.delete(name);
          await edge.kill();
        },
      };
      edges.set(name, killed);
      return killed;
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
