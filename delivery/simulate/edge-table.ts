import { heartbeatEveryMs } from '../../contract/network/heartbeat.ts';
import { takesViewers } from '../viewers/choose-edge.ts';
import { createEdgeGrants, type EdgeGrants } from '../viewers/edge-grants.ts';
import type { EdgeLoad } from '../viewers/edge-room.ts';
import type { KnownEdge } from '../viewers/known-edges.ts';
import type { EventClock } from './event-clock.ts';
import type { Measures } from './measures.ts';
import type { SimulatedServer } from './simulated-server.ts';

/** What every edge has heard of the others. All hear the same at the same time; what each has sent where is its own. */
export type EdgeTable = {
  /** An edge says how it is: the others hear it when it has travelled. */
  onHeartbeat(edge: SimulatedServer): void;
  /** An edge as it knows itself. */
  own(edge: SimulatedServer): KnownEdge;
  /** All edges as one of them knows them, itself included. Holds until the next call. */
  seenFrom(edge: SimulatedServer): readonly KnownEdge[];
  /** An edge has sent a viewer to another. */
  grant(from: SimulatedServer, to: SimulatedServer): void;
  setReachable(isReachable: boolean): void;
  /** Whether the others would still send viewers to it. */
  isOpen(edge: SimulatedServer): boolean;
};

export type EdgeTableOptions = {
  readonly clock: EventClock;
  readonly edges: readonly SimulatedServer[];
  readonly heartbeatMs: number;
  readonly gossipDelayMs: number;
  /** An edge's load of this moment. */
  readonly loadOf: (edge: SimulatedServer) => EdgeLoad;
  readonly measures: Measures;
  /** How many servers hear each heartbeat. */
  readonly listeners: number;
};

type Seen = { -readonly [Field in keyof KnownEdge]: KnownEdge[Field] };
type Table = EdgeTableOptions & {
  readonly seen: Seen[];
  readonly heardAtMs: Float64Array;
  readonly sent: Int32Array;
  /** By the edge that sent viewers on; and to which edges, so that the others need not be looked at. */
  readonly grants: readonly EdgeGrants[];
  readonly grantedTo: readonly Set<number>[];
  /** Whose `granted` is that of the edge that was last asked for. */
  dressed: number[];
  /** Since when nobody can be heard; and for how long that was so before. */
  deafSinceMs: number | undefined;
  deafMs: number;
};
const instance = 'simulated';

export function createEdgeTable(options: EdgeTableOptions): EdgeTable {
  const { clock, edges, measures, loadOf } = options;
  const table: Table = {
    ...options,
    seen: edges.map((edge): Seen => unheard(edge, loadOf(edge))),
    heardAtMs: new Float64Array(edges.length),
    sent: new Int32Array(edges.length),
    grants: edges.map(() => createEdgeGrants()),
    grantedTo: edges.map(() => new Set()),
    dressed: [],
    deafSinceMs: undefined,
    deafMs: 0,
  };
  return {
    onHeartbeat(edge) {
      measures.controlMessages += 1;
      if (table.deafSinceMs !== undefined) return;
      measures.controlDeliveries += options.listeners;
      const sequence = (table.sent[edge.index] ?? 0) + 1;
      table.sent[edge.index] = sequence;
      const report = { state: stateOf(edge), load: loadOf(edge), report: { instance, sequence } };
      clock.at(clock.nowMs() + options.gossipDelayMs, () => hear(table, edge.index, report));
    },
    own: (edge) => own(table, edge),
    seenFrom: (edge) => seenFrom(table, edge),
    grant(from, to) {
      const known = table.seen[to.index];
      if (known === undefined) return;
      table.grants[from.index]?.add(known.name, known.report);
      table.grantedTo[from.index]?.add(to.index);
    },
    setReachable(isReachable) {
      table.deafMs = clock.nowMs() - listenedMs(table);
      table.deafSinceMs = isReachable ? undefined : clock.nowMs();
    },
    isOpen(edge) {
      age(table, edge.index, listenedMs(table));
      const known = table.seen[edge.index];
      return known !== undefined && takesViewers(known);
    },
  };
}

const stateOf = ({ isDraining }: SimulatedServer): KnownEdge['state'] => (isDraining ? 'draining' : 'active');

const unheard = ({ name }: SimulatedServer, load: EdgeLoad): Seen => ({
  name,
  state: 'active',
  load,
  reportAgeMs: 0,
  granted: 0,
  viewerUrl: `http://${name}/`,
  isOwn: false,
  report: { instance, sequence: 0 },
});

/** Time in which heartbeats could be heard: a node is not silent while nobody can be heard (delivery/control/node-table.ts). */
const listenedMs = ({ clock, deafSinceMs, deafMs }: Table): number => (deafSinceMs ?? clock.nowMs()) - deafMs;

function hear(table: Table, index: number, report: Partial<Seen>): void {
  const edge = table.seen[index];
  if (edge === undefined) return;
  table.heardAtMs[index] = listenedMs(table);
  Object.assign(edge, report);
}

function own({ loadOf }: Table, edge: SimulatedServer): KnownEdge {
  return { ...unheard(edge, loadOf(edge)), isOwn: true, state: stateOf(edge) };
}

function seenFrom(table: Table, from: SimulatedServer): readonly KnownEdge[] {
  const { seen } = table;
  const nowMs = listenedMs(table);
  for (let index = 0; index < seen.length; index++) age(table, index, nowMs);
  dress(table, from.index);
  return seen.with(from.index, { ...own(table, from) });
}

/** Thresholds are meant for a heartbeat a second: the age of a slower one is told in its own time. */
function age({ seen, heardAtMs, heartbeatMs }: Table, index: number, nowMs: number): void {
  const edge = seen[index];
  if (edge !== undefined)
    edge.reportAgeMs = ((nowMs - (heardAtMs[index] ?? 0)) * heartbeatEveryMs) / heartbeatMs;
}

/** Puts in what one edge has sent to the others since their reports. */
function dress(table: Table, from: number): void {
  for (const index of table.dressed) {
    const edge = table.seen[index];
    if (edge !== undefined) edge.granted = 0;
  }
  table.dressed = [];
  const grants = table.grants[from];
  for (const index of table.grantedTo[from] ?? []) {
    const edge = table.seen[index];
    if (edge === undefined || grants === undefined) continue;
    edge.granted = grants.since(edge.name, edge.report);
    if (edge.granted > 0) table.dressed.push(index);
    else table.grantedTo[from]?.delete(index);
  }
}
