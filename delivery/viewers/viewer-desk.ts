import { performance } from 'node:perf_hooks';
import type { ViewerPath } from '../../contract/network/viewer-paths.ts';
import type { SurecastError } from '../../contract/surecast-error.ts';
import type { NodeTable } from '../control/control-plane.ts';
import { createEdgeGrants } from './edge-grants.ts';
import { type KnownEdge, knownEdges, type OwnEdge } from './known-edges.ts';
import { createWatchGate, type WatchPolicy } from './watch-gate.ts';

/** What all answers to viewers are made from. */
export type ViewerDesk = {
  /** This edge and all others that are alive, as of now. */
  edges(): readonly KnownEdge[];
  /** A viewer is sent to this edge. */
  grant(edge: KnownEdge): void;
  /** Why a viewer may not have it; undefined: it may. */
  refusal(path: ViewerPath): Promise<SurecastError | undefined>;
  readonly random: () => number;
  readonly steeringTtlSeconds: number;
};

export type DeskOptions = {
  /** This edge as it is now. */
  readonly own: () => OwnEdge;
  readonly nodes: Pick<NodeTable, 'all' | 'isAlive'>;
  readonly policy: WatchPolicy;
  /** 0 to below 1. */
  readonly random: () => number;
  readonly steeringTtlSeconds: number;
};

export function createViewerDesk(options: DeskOptions): ViewerDesk {
  const { own, nodes, policy, random, steeringTtlSeconds } = options;
  const grants = createEdgeGrants();
  const gate = createWatchGate(policy);
  return {
    edges: () => knownEdges({ own: own(), nodes, grants, nowMs: performance.now() }),
    grant: ({ name, report }) => grants.add(name, report),
    refusal: (path) => gate(path, Date.now()),
    random,
    steeringTtlSeconds,
  };
}
