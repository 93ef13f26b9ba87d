import { admitViewer, pickEdge, retryAfterSeconds } from '../viewers/admit-viewer.ts';
import { steerViewer } from '../viewers/steer-viewer.ts';
import { countWatched } from './playback.ts';
import type { SimulatedServer } from './simulated-server.ts';
import { doing, notYet, type Seats, type SimulatedViewer, wakeIn } from './simulated-viewer.ts';

/** How viewers come, are sent to an edge, lose it, and go. */

/** A new viewer takes a seat: it asks for a broadcast. */
function begin(seats: Seats, viewer: SimulatedViewer): void {
  const { clock, settings, measures, random } = seats;
  const nowMs = clock.nowMs();
  measures.joins += 1;
  viewer.visit += 1;
  viewer.joinedAtMs = nowMs;
  viewer.stream = seats.chooseStream();
  viewer.stalledMs = 0;
  viewer.nextSegment = notYet;
  viewer.knownNewest = notYet;
  viewer.movedFrom = notYet;
  viewer.startedAtMs = notYet;
  viewer.lostAtMs = notYet;
  if (settings.churnPerMinute > 0)
    viewer.leavesAtMs = (nowMs + random.exponential(60_000 / settings.churnPerMinute)) | 0;
}

/** Asks one of the edges that everybody knows whom to watch at. */
export function join(seats: Seats, viewer: SimulatedViewer): void {
  const { edges, settings, random, table } = seats;
  if (viewer.joinedAtMs === notYet) begin(seats, viewer);
  const entry = edges[random.below(Math.min(edges.length, settings.entryEdges))];
  if (entry === undefined || entry.life !== 'alive')
    return wakeIn(seats, viewer, doing.joining, seats.retryMs);
  const pick = pickEdge(table.seenFrom(entry), random.next);
  if (pick.kind === 'full') return turnAway(seats, viewer, retryAfterSeconds(random.next));
  const edge = edgeNamed(seats, pick.edge.name);
  if (edge === entry) return goTo(seats, viewer, edge, 1);
  table.grant(entry, edge);
  goTo(seats, viewer, edge, tripsOfRedirect);
}

/** A redirect, a new connection, the Multivariant Playlist. */
const tripsOfRedirect = 3;

function edgeNamed({ byName }: Seats, name: string): SimulatedServer {
  const edge = byName.get(name);
  if (edge === undefined) throw new RangeError(`there is no edge ${name}`);
  return edge;
}

function turnAway(seats: Seats, viewer: SimulatedViewer, seconds: number): void {
  seats.measures.refusedJoins += 1;
  wakeIn(seats, viewer, doing.joining, seconds * 1_000);
}

function goTo(seats: Seats, viewer: SimulatedViewer, edge: SimulatedServer, trips: number): void {
  viewer.target = edge.index;
  wakeIn(seats, viewer, doing.arriving, trips * seats.tripMs);
}

/** Asks the edge it was sent to for the Multivariant Playlist: it is taken, sent on or refused. */
export function arrive(seats: Seats, viewer: SimulatedViewer): void {
  const { table, viewersAt } = seats;
  const edge = seats.edges[viewer.target];
  if (edge === undefined || edge.life !== 'alive') return lose(seats, viewer);
  countPlacement(seats, edge);
  const { decision, to } = admit(seats, viewer, edge);
  if (decision.kind !== 'allowed') countTurnedAway(seats, edge);
  if (decision.kind === 'denied') return turnAway(seats, viewer, decision.retryAfterSeconds ?? 1);
  if (to !== undefined) {
    const other = edgeNamed(seats, to.name);
    viewer.movedFrom = edge.index;
    table.grant(edge, other);
    return goTo(seats, viewer, other, tripsOfRedirect);
  }
  viewersAt[edge.index] = (viewersAt[edge.index] ?? 0) + 1;
  viewer.at = seats.tier().streamAt(edge, viewer.stream);
  wakeIn(seats, viewer, doing.polling, 0);
}

function admit(
  { table, random }: Seats,
  viewer: SimulatedViewer,
  edge: SimulatedServer,
): ReturnType<typeof admitViewer> {
  const arrival = {
    path: { kind: 'live', token: undefined, broadcast: 'stream', rest: 'index.m3u8' },
    drain: edge.isDraining ? 'steering' : 'open',
    wasMoved: viewer.movedFrom === edge.index,
    isIn: false,
    random: random.next,
  } as const;
  // An edge that takes a viewer does so whatever it knows of the others, so these are looked at only if it does not.
  const alone = admitViewer({ ...arrival, edges: [table.own(edge)] });
  if (alone.decision.kind === 'allowed' && !edge.isDraining) return alone;
  return admitViewer({ ...arrival, edges: table.seenFrom(edge) });
}

/** How many an edge would have if it took all that were sent to it within this second. */
function countPlacement({ measures, viewersAt }: Seats, { index, maxViewers }: SimulatedServer): void {
  const sentHere = (viewersAt[index] ?? 0) + (measures.turnedAway[index] ?? 0) + 1;
  measures.placements += 1;
  if (sentHere > maxViewers) measures.placedAbove += 1;
  measures.worstPlacement = Math.max(measures.worstPlacement, sentHere / maxViewers);
}

function countTurnedAway({ measures }: Seats, { index }: SimulatedServer): void {
  measures.turnedAway[index] = (measures.turnedAway[index] ?? 0) + 1;
}

/** Its edge does not answer: after a retry it goes to one of those that steering named to fall back on. */
export function lose(seats: Seats, viewer: SimulatedViewer): void {
  const from = viewer.at?.edge ?? seats.edges[viewer.target];
  leaveEdge(seats, viewer);
  if (from === undefined || viewer.startedAtMs === notYet)
    return wakeIn(seats, viewer, doing.joining, seats.retryMs);
  if (viewer.lostAtMs === notYet) viewer.lostAtMs = seats.clock.nowMs();
  moveFrom(seats, viewer, from, seats.retryMs);
}

/** Content steering sends it elsewhere while its edge still serves it. */
export function steer(seats: Seats, viewer: SimulatedViewer, from: SimulatedServer): void {
  if (viewer.at?.edge !== from || from.life !== 'alive') return;
  // In the middle of a segment a player stays until it has it.
  if (viewer.does !== doing.polling) {
    const { clock } = seats;
    return clock.at(clock.nowMs() + 100, () => steer(seats, viewer, from));
  }
  leaveEdge(seats, viewer);
  moveFrom(seats, viewer, from, 0);
}

function moveFrom(seats: Seats, viewer: SimulatedViewer, from: SimulatedServer, inMs: number): void {
  const { table, measures, random } = seats;
  const edges = table.seenFrom(from);
  const current = edges.find(({ isOwn }) => isOwn);
  const { order } = steerViewer({ edges, current, backups: [], random: random.next });
  const next = order.find(({ isOwn }) => !isOwn);
  measures.movedViewers += 1;
  if (next === undefined) return wakeIn(seats, viewer, doing.joining, inMs);
  const edge = edgeNamed(seats, next.name);
  table.grant(from, edge);
  viewer.target = edge.index;
  wakeIn(seats, viewer, doing.arriving, inMs + seats.tripMs);
}

/** It has seen enough; somebody else takes the seat. */
export function leave(seats: Seats, viewer: SimulatedViewer): void {
  countWatched(seats, viewer);
  leaveEdge(seats, viewer);
  viewer.joinedAtMs = notYet;
  wakeIn(seats, viewer, doing.joining, 0);
}

export function leaveEdge(seats: Seats, viewer: SimulatedViewer): void {
  const edge = viewer.at?.edge;
  viewer.at = undefined;
  if (edge === undefined) return;
  seats.viewersAt[edge.index] = (seats.viewersAt[edge.index] ?? 1) - 1;
  seats.measures.viewerBytes += seats.links.breakOff(viewer.seat, seats.clock.nowMs());
}
