import { formatViewerPath, type ViewerPath } from '../../contract/network/viewer-paths.ts';
import { SurecastError } from '../../contract/surecast-error.ts';
import type { EdgeDecision } from '../edge/edge-hooks.ts';
import { chooseEdge } from './choose-edge.ts';
import type { DrainStep } from './drain-steps.ts';
import { freeViewers } from './edge-room.ts';
import { absoluteUrlAtEdge, type KnownEdge, urlAtEdge } from './known-edges.ts';

export type EdgePick =
  | { readonly kind: 'edge'; readonly edge: KnownEdge }
  | { readonly kind: 'full'; readonly error: SurecastError };

/** The edge that somebody who joins is sent to; this one, even while it drains, if it is alone. */
export function pickEdge(edges: readonly KnownEdge[], random: () => number): EdgePick {
  const choice = chooseEdge(edges, random);
  if (choice.kind === 'chosen') return { kind: 'edge', edge: choice.edge };
  const own = edges.find(({ isOwn }) => isOwn);
  if (choice.kind === 'none' && own !== undefined && freeViewers(own.load) > 0)
    return { kind: 'edge', edge: own };
  return {
    kind: 'full',
    error: new SurecastError('EDGE_FULL', 'All edges have as many viewers as they take.'),
  };
}

export function joinUrl({ token, broadcast }: ViewerPath, edge: KnownEdge): string {
  return urlAtEdge(edge, formatViewerPath({ kind: 'live', token, broadcast, rest: 'index.m3u8' }));
}

export type Arrival = {
  readonly path: ViewerPath;
  readonly edges: readonly KnownEdge[];
  readonly drain: DrainStep['kind'];
  /** It was sent away from here a moment ago and has come back. */
  readonly wasMoved: boolean;
  /** It has just been let in: players ask more than once before they play. */
  readonly isIn: boolean;
  readonly random: () => number;
};

/**
 * Whether this edge itself serves a viewer that may watch. Whoever begins (asks for the Multivariant Playlist) at an edge
 * that is full or drains is sent on; at the end of a drain so is whoever plays on without following content steering, at
 * its next Media Playlist. Segments are always served. Pure but for `random`.
 */
export function admitViewer(arrival: Arrival): { readonly decision: EdgeDecision; readonly to?: KnownEdge } {
  const { path, edges, drain, wasMoved, isIn, random } = arrival;
  const own = edges.find(({ isOwn }) => isOwn);
  const begins = path.rest === 'index.m3u8';
  const isFull = !isIn && own !== undefined && freeViewers(own.load) <= 0;
  const sendsOn = begins
    ? isFull || own?.state === 'draining'
    : drain === 'redirecting' && path.rest.endsWith('.m3u8');
  if (!sendsOn) return { decision: { kind: 'allowed' } };
  const choice = chooseEdge(
    edges.filter(({ isOwn }) => !isOwn),
    random,
  );
  // Two edges that are full may each take the other for free until its next heartbeat; one that drains is sent nobody.
  if (choice.kind === 'chosen' && !(begins && isFull && wasMoved)) {
    const location = absoluteUrlAtEdge(choice.edge, formatViewerPath(path));
    return { decision: { kind: 'moved', location }, to: choice.edge };
  }
  if (!begins || !isFull) return { decision: { kind: 'allowed' } };
  const error = new SurecastError('EDGE_FULL', 'This edge has as many viewers as it takes.');
  return { decision: { kind: 'denied', status: 503, error, retryAfterSeconds: retryAfterSeconds(random) } };
}

/** Spread, so that those who were refused together do not come back together. */
export function retryAfterSeconds(random: () => number): number {
  return 2 + Math.floor(random() * 4);
}
