import { deadAfterMs, type Heartbeat } from '../../contract/network/heartbeat.ts';
import type { NodeTable } from '../control/control-plane.ts';
import type { EdgeCandidate } from './choose-edge.ts';
import type { EdgeGrants, ReportId } from './edge-grants.ts';

/** This edge as it is now; the load is current, not that of the last heartbeat. */
export type OwnEdge = Pick<Heartbeat, 'name' | 'instance' | 'sequence' | 'state' | 'load'> & {
  readonly viewerUrl: string;
};

/** An edge with where viewers reach it. */
export type KnownEdge = EdgeCandidate & {
  readonly viewerUrl: string;
  readonly isOwn: boolean;
  readonly report: ReportId;
};

export type EdgesView = {
  readonly own: OwnEdge;
  readonly nodes: Pick<NodeTable, 'all' | 'isAlive'>;
  readonly grants: Pick<EdgeGrants, 'since'>;
  /** By the monotonic clock that the node table uses, milliseconds. */
  readonly nowMs: number;
};

/**
 * This edge first, then all others that are alive by what was heard here. While the control plane is away nobody is heard, and the
 * table takes nobody for dead: those who lived keep their last report, and viewers go on being sent to them.
 */
export function knownEdges({ own, nodes, grants, nowMs }: EdgesView): readonly KnownEdge[] {
  const edge = (
    of: Omit<OwnEdge, 'viewerUrl'>,
    viewerUrl: string,
    isOwn: boolean,
    reportAgeMs: number,
  ): KnownEdge => ({
    name: of.name,
    state: of.state,
    load: of.load,
    reportAgeMs,
    granted: grants.since(of.name, of),
    viewerUrl,
    isOwn,
    report: { instance: of.instance, sequence: of.sequence },
  });
  const others = nodes.all().flatMap(({ heartbeat, heardAtMs }) => {
    const { name, roles, viewerUrl } = heartbeat;
    if (name === own.name || viewerUrl === undefined || !roles.includes('edge')) return [];
    if (!nodes.isAlive(name)) return [];
    return [edge(heartbeat, viewerUrl, false, Math.min(nowMs - heardAtMs, deadAfterMs))];
  });
  return [edge(own, own.viewerUrl, true, 0), ...others];
}

/** The URL at which an edge serves a path; this edge's own is relative, so that a viewer keeps the name it came by. */
export function urlAtEdge(edge: Pick<KnownEdge, 'isOwn' | 'viewerUrl'>, pathAndQuery: string): string {
  return edge.isOwn ? pathAndQuery : absoluteUrlAtEdge(edge, pathAndQuery);
}

export function absoluteUrlAtEdge({ viewerUrl }: Pick<KnownEdge, 'viewerUrl'>, pathAndQuery: string): string {
  return new URL(pathAndQuery, viewerUrl).href;
}
