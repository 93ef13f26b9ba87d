import { admitViewer, pickEdge, retryAfterSeconds } from '../viewers/admit-viewer.ts';
import { steerViewer } from '../viewers/steer-viewer.ts';
import { countWatched } from './playback.ts';
import type { SimulatedServer } from './simulated-server.ts';
import { doing, type Seats, streamOf, wakeIn } from './simulated-viewer.ts';
import { its, never, notYet, read, write } from './viewer-table.ts';

/** How viewers come, are sent to an edge, lose it, and go. */

const emptied = [its.nextSegment, its.knownNewest, its.movedFrom, its.startedAtMs, its.lostAtMs];

/** A new viewer takes a seat: it asks for a broadcast. */
function begin(seats: Seats, viewer: number): void {
  const { viewers, clock, settings, measures, random } = seats;
  const nowMs = clock.nowMs();
  measures.joins += 1;
  write(viewers, viewer, its.visit, read(viewers, viewer, its.visit) + 1);
  write(viewers, viewer, its.joinedAtMs, nowMs);
  write(viewers, viewer, its.stream, seats.chooseStream());
  write(viewers, viewer, its.stalledMs, 0);
  for (const field of emptied) write(viewers, viewer, field, notYet);
  if (settings.churnPerMinute === 0) return;
  const leavesAtMs = nowMs + random.exponential(60_000 / settings.churnPerMinute);
  write(viewers, viewer, its.leavesAtMs, Math.min(never, Math.floor(leavesAtMs)));
}

/** Asks one of the edges that everybody knows whom to watch at. */
export function join(seats: Seats, viewer: number): void {
  const { viewers, edges, settings, random, table } = seats;
  if (read(viewers, viewer, its.joinedAtMs) === notYet) begin(seats, viewer);
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

function turnAway(seats: Seats, viewer: number, seconds: number): void {
  seats.measures.refusedJoins += 1;
  wakeIn(seats, viewer, doing.joining, seconds * 1_000);
}

function goTo(seats: Seats, viewer: number, edge: SimulatedServer, trips: number): void {
  write(seats.viewers, viewer, its.target, edge.index);
  wakeIn(seats, viewer, doing.arriving, trips * seats.tripMs);
}

/** Asks the edge it was sent to for the Multivariant Playlist: it is taken, sent on or refused. */
export function arrive(seats: Seats, viewer: number): void {
  const { viewers, table, viewersAt } = seats;
  const edge = seats.edges[read(viewers, viewer, its.target)];
  if (edge === undefined || edge.life !== 'alive') return lose(seats, viewer);
  countPlacement(seats, edge);
  const { decision, to } = admit(seats, viewer, edge);
  if (decision.kind !== 'allowed') countTurnedAway(seats, edge);
  if (decision.kind === 'denied') return turnAway(seats, viewer, decision.retryAfterSeconds ?? 1);
  if (to !== undefined) {
    const other = edgeNamed(seats, to.name);
    write(viewers, viewer, its.movedFrom, edge.index);
    table.grant(edge, other);
    return goTo(seats, viewer, other, tripsOfRedirect);
  }
  viewersAt[edge.index] = (viewersAt[edge.index] ?? 0) + 1;
  const { number } = seats.tier().streamAt(edge, read(viewers, viewer, its.stream));
  write(viewers, viewer, its.at, number);
  wakeIn(seats, viewer, doing.polling, 0);
}

function admit(
  { viewers, table, random }: Seats,
  viewer: number,
  edge: SimulatedServer,
): ReturnType<typeof admitViewer> {
  const arrival = {
    path: { kind: 'live', token: undefined, broadcast: 'stream', rest: 'index.m3u8' },
    drain: edge.isDraining ? 'steering' : 'open',
    wasMoved: read(viewers, viewer, its.movedFrom) === edge.index,
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
export function lose(seats: Seats, viewer: number): void {
  const { viewers } = seats;
  const from = streamOf(seats, viewer)?.edge ?? seats.edges[read(viewers, viewer, its.target)];
  leaveEdge(seats, viewer);
  if (from === undefined || read(viewers, viewer, its.startedAtMs) === notYet)
    return wakeIn(seats, viewer, doing.joining, seats.retryMs);
  noteLoss(seats, viewer);
  moveFrom(seats, viewer, from, seats.retryMs);
}

/** From now on it misses its edge, if it has begun to play and does not already. */
export function noteLoss({ viewers, clock }: Seats, viewer: number): void {
  const misses = read(viewers, viewer, its.lostAtMs) !== notYet;
  if (!misses && read(viewers, viewer, its.startedAtMs) !== notYet)
    write(viewers, viewer, its.lostAtMs, clock.nowMs());
}

/** Content steering sends it elsewhere while its edge still serves it. */
export function steer(seats: Seats, viewer: number, from: SimulatedServer): void {
  if (streamOf(seats, viewer)?.edge !== from || from.life !== 'alive') return;
  // In the middle of a segment a player stays until it has it.
  const { viewers, clock } = seats;
  if (read(viewers, viewer, its.does) !== doing.polling)
    return clock.at(clock.nowMs() + 100, () => steer(seats, viewer, from));
  leaveEdge(seats, viewer);
  moveFrom(seats, viewer, from, 0);
}

function moveFrom(seats: Seats, viewer: number, from: SimulatedServer, inMs: number): void {
  const { table, measures, random } = seats;
  const edges = table.seenFrom(from);
  const current = edges.find(({ isOwn }) => isOwn);
  const { order } = steerViewer({ edges, current, backups: [], random: random.next });
  const next = order.find(({ isOwn }) => !isOwn);
  measures.movedViewers += 1;
  if (next === undefined) return wakeIn(seats, viewer, doing.joining, inMs);
  const edge = edgeNamed(seats, next.name);
  table.grant(from, edge);
  write(seats.viewers, viewer, its.target, edge.index);
  wakeIn(seats, viewer, doing.arriving, inMs + seats.tripMs);
}

/** It has seen enough; somebody else takes the seat. */
export function leave(seats: Seats, viewer: number): void {
  countWatched(seats, viewer);
  leaveEdge(seats, viewer);
  write(seats.viewers, viewer, its.joinedAtMs, notYet);
  wakeIn(seats, viewer, doing.joining, 0);
}

export function leaveEdge(seats: Seats, viewer: number): void {
  const edge = streamOf(seats, viewer)?.edge;
  write(seats.viewers, viewer, its.at, notYet);
  if (edge === undefined) return;
  seats.viewersAt[edge.index] = (seats.viewersAt[edge.index] ?? 1) - 1;
  seats.measures.viewerBytes += seats.links.breakOff(edge.link, viewer, seats.clock.nowMs());
}
