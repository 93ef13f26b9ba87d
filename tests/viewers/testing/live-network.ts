import { performance } from 'node:perf_hooks';
import type { NodeTable } from '../../../delivery/control/control-plane.ts';
import type { ViewersOptions } from '../../../delivery/viewers/open-viewers.ts';
import { heartbeatOf } from '../../../delivery/viewers/testing/edges.ts';
import { type LiveEdge, type LiveEdgeOptions, startLiveEdge } from './live-edge.ts';
import { liveWindow } from './live-window.ts';
import { segmentSeconds } from './recorded-broadcast.ts';

/** Edges with one broadcast, `show`, that hear each other at once. */
export type LiveNetwork = {
  /** @param port as before, to start one again that was killed */
  start(name: string, viewers?: Partial<ViewersOptions>, port?: number): Promise<LiveEdge>;
  /** Starts one whose viewers come over a link that can be silenced. */
  startLinked(name: string, viewers?: Partial<ViewersOptions>): Promise<LiveEdge>;
  /** How many viewers an edge takes, from now on. */
  takeAtMost(viewers: number): void;
  /** The broadcast begins: until then it is not there. */
  begin(): void;
  /** The broadcast ends with what is there by now. */
  end(): void;
  /** The broadcast pauses for everybody. */
  pause(): void;
  goOn(): void;
  close(): Promise<void>;
};

/** @param folder an origin with the broadcast. @param secondsEach of its segments */
export function createLiveNetwork(folder: string, secondsEach = segmentSeconds): LiveNetwork {
  const edges = new Map<string, LiveEdge>();
  const window = liveWindow(() => performance.now(), secondsEach);
  const nodes = hearing(edges);
  const ends = new Map<string, () => Promise<void>>();
  let most = 100;
  const shared = { folder, window, nodes, maxViewers: () => most };

  async function open(options: Pick<LiveEdgeOptions, 'name' | 'viewers' | 'port' | 'hasLink'>) {
    const { name } = options;
    const edge = await startLiveEdge({ ...shared, ...options });
    const known: LiveEdge = {
      ...edge,
      // The others do not hear it any more either.
      silence: () => {
        edges.delete(name);
        edge.silence();
      },
      kill: async () => {
        edges.delete(name);
        ends.delete(name);
        await edge.kill();
      },
    };
    edges.set(name, known);
    ends.set(name, known.kill);
    return known;
  }

  return {
    start: (name, viewers = {}, port = 0) => open({ name, viewers, port }),
    startLinked: (name, viewers = {}) => open({ name, viewers, port: 0, hasLink: true }),
    takeAtMost: (viewers) => {
      most = viewers;
    },
    begin: window.begin,
    end: window.end,
    pause: window.pause,
    goOn: window.goOn,
    close: async () => {
      for (const end of [...ends.values()]) await end();
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
