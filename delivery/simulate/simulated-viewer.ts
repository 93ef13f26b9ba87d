import type { SimulationSettings } from '../../contract/network/simulation.ts';
import type { EdgeStream } from './edge-streams.ts';
import type { EdgeTable } from './edge-table.ts';
import type { EdgeTier } from './edge-tier.ts';
import type { EventClock } from './event-clock.ts';
import type { Measures } from './measures.ts';
import type { SeededRandom } from './seeded-random.ts';
import type { SharedLinks } from './shared-links.ts';
import type { SimulatedServer } from './simulated-server.ts';
import { createViewerTable, its, notYet, read, type ViewerTable, write } from './viewer-table.ts';

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

/** Told of each segment that a viewer has got whole; a seat has one viewer after the other. */
export type OnSegment = (viewer: { readonly seat: number; readonly visit: number }, segment: number) => void;

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
  readonly viewers: ViewerTable;
  readonly byName: ReadonlyMap<string, SimulatedServer>;
  readonly segmentMs: number;
  readonly retryMs: number;
  readonly tripMs: number;
};

export function createSeats(options: AudienceOptions): Seats {
  const { settings, edges } = options;
  return {
    ...options,
    viewers: createViewerTable(settings.viewers),
    byName: new Map(edges.map((edge) => [edge.name, edge])),
    segmentMs: Math.round(settings.segmentSeconds * 1_000),
    retryMs: Math.round(settings.playerRetrySeconds * 1_000),
    tripMs: Math.round(settings.viewerRoundTripMs),
  };
}

/** The stream at its edge that a viewer watches; undefined: it is at none. */
export function streamOf({ viewers, tier }: Seats, viewer: number): EdgeStream | undefined {
  const at = read(viewers, viewer, its.at);
  return at === notYet ? undefined : tier().streamNumbered(at);
}

export function wakeIn({ viewers, clock }: Seats, viewer: number, next: Doing, inMs: number): void {
  write(viewers, viewer, its.does, next);
  clock.wake(viewer, clock.nowMs() + inMs);
}
