import type { SimulationSettings } from '../../contract/network/simulation.ts';
import type { EdgeStream } from './edge-streams.ts';
import type { EdgeTable } from './edge-table.ts';
import type { EdgeTier } from './edge-tier.ts';
import type { EventClock } from './event-clock.ts';
import type { Measures } from './measures.ts';
import type { SeededRandom } from './seeded-random.ts';
import type { SharedLinks } from './shared-links.ts';
import type { SimulatedServer } from './simulated-server.ts';

/** What a viewer is about. */
export const doing = {
  joining: 0,
  arriving: 1,
  polling: 2,
  awaitingPlaylist: 3,
  requesting: 4,
  awaitingBytes: 5,
  downloading: 6,
  awaitingRest: 7,
} as const;
export type Doing = (typeof doing)[keyof typeof doing];

/** For times and numbers. All are whole and below 2³¹, which keeps a hundred thousand viewers in little memory. */
export const notYet = -1;
export const never = 2_147_483_647;

/** A viewer, or rather its seat: who leaves makes room for another. Times are milliseconds. */
export type SimulatedViewer = {
  /** Its number in the clock and on the links of the edges. */
  readonly seat: number;
  /** Which of the seat's viewers it is. */
  visit: number;
  does: Doing;
  stream: number;
  /** The stream at its edge. */
  at: EdgeStream | undefined;
  /** Index of the edge that it goes to, and of the one that sent it on. */
  target: number;
  movedFrom: number;
  nextSegment: number;
  knownNewest: number;
  polledAtMs: number;
  joinedAtMs: number;
  startedAtMs: number;
  stalledMs: number;
  bufferedUntilMs: number;
  leavesAtMs: number;
  /** Since when its edge does not answer. */
  lostAtMs: number;
};

/** Told of each segment that a viewer has got whole. */
export type OnSegment = (viewer: SimulatedViewer, segment: number) => void;

export type AudienceOptions = {
  readonly settings: SimulationSettings;
  readonly clock: EventClock;
  readonly edges: readonly SimulatedServer[];
  readonly links: SharedLinks;
  /** The clock's number of the first edge's link; viewers are numbered from 0. */
  readonly firstLink: number;
  /** Made after the audience, which it gives news to. */
  readonly tier: () => EdgeTier;
  readonly table: EdgeTable;
  /** How many are at each edge. */
  readonly viewersAt: Int32Array;
  readonly measures: Measures;
  readonly random: SeededRandom;
  readonly chooseStream: () => number;
  readonly segmentBytes: number;
  readonly onSegment: OnSegment | undefined;
};

/** The viewers and what they live by. */
export type Seats = AudienceOptions & {
  readonly viewers: readonly SimulatedViewer[];
  readonly byName: ReadonlyMap<string, SimulatedServer>;
  readonly segmentMs: number;
  readonly retryMs: number;
  readonly tripMs: number;
};

export function createSeats(options: AudienceOptions): Seats {
  const { settings, edges } = options;
  return {
    ...options,
    viewers: Array.from({ length: settings.viewers }, (_, seat) => createViewer(seat)),
    byName: new Map(edges.map((edge) => [edge.name, edge])),
    segmentMs: Math.round(settings.segmentSeconds * 1_000),
    retryMs: Math.round(settings.playerRetrySeconds * 1_000),
    tripMs: Math.round(settings.viewerRoundTripMs),
  };
}

const createViewer = (seat: number): SimulatedViewer => ({
  seat,
  visit: notYet,
  does: doing.joining,
  stream: 0,
  at: undefined,
  target: notYet,
  movedFrom: notYet,
  nextSegment: notYet,
  knownNewest: notYet,
  polledAtMs: 0,
  joinedAtMs: notYet,
  startedAtMs: notYet,
  stalledMs: 0,
  bufferedUntilMs: 0,
  leavesAtMs: never,
  lostAtMs: notYet,
});

export function wakeIn({ clock }: Seats, viewer: SimulatedViewer, next: Doing, inMs: number): void {
  viewer.does = next;
  clock.wake(viewer.seat, clock.nowMs() + inMs);
}
