import { deadAfterMs } from '../../contract/network/heartbeat.ts';
import { type EdgeLoad, freeViewers } from './edge-room.ts';

/** An edge that a new viewer could be sent to, as whoever chooses knows it. */
export type EdgeCandidate = {
  readonly name: string;
  readonly state: 'active' | 'draining';
  /** Its own last report, and how long ago that was heard. */
  readonly load: EdgeLoad;
  readonly reportAgeMs: number;
  /** Viewers that were sent to it from here since that report: it can't know of them yet. */
  readonly granted: number;
};

export type EdgeChoice<Candidate> =
  | { readonly kind: 'chosen'; readonly edge: Candidate }
  /** There are edges, and none has room. */
  | { readonly kind: 'full' }
  /** There is no edge that is heard and takes viewers. */
  | { readonly kind: 'none' };

/**
 * Which edge a new viewer is sent to: weighted random by the room that is left. The one with the most room would be
 * everybody's choice until its next report, and drown; what was sent to an edge since its report is debited for the same reason.
 * Pure but for `random` (0 to below 1), which is called once, and only when there is a choice.
 */
export function chooseEdge<Candidate extends EdgeCandidate>(
  candidates: readonly Candidate[],
  random: () => number,
): EdgeChoice<Candidate> {
  const rooms = candidates.map((candidate) => (takesViewers(candidate) ? roomOf(candidate) : closed));
  if (rooms.every((room) => room === closed)) return { kind: 'none' };
  const total = rooms.reduce((sum, room) => sum + Math.max(0, room), 0);
  if (total === 0) return { kind: 'full' };
  let left = random() * total;
  let chosen: Candidate | undefined;
  for (let index = 0; index < rooms.length && left >= 0; index++) {
    const room = rooms[index] ?? closed;
    if (room <= 0) continue;
    left -= room;
    chosen = candidates[index];
  }
  return chosen === undefined ? { kind: 'full' } : { kind: 'chosen', edge: chosen };
}

/** Stands for the room of an edge that takes no viewers at all. */
const closed = -1;

/** Heard of lately and not draining. */
export function takesViewers({ state, reportAgeMs }: EdgeCandidate): boolean {
  return state === 'active' && reportAgeMs <= deadAfterMs;
}

/** Whole viewers that it takes yet: room by its report less what was sent to it since. */
export function roomOf({ load, granted }: EdgeCandidate): number {
  return Math.max(0, freeViewers(load) - granted);
}
