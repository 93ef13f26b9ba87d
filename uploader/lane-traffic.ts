import type { UploadRow } from '../catalog/upload-rows.ts';
import { backfillSlots, firstBackfillSlots } from './backfill-slots.ts';
import type { LaneShare } from './pace/lane-share.ts';

/** One upload whose bytes are on the way. */
type Passage = { readonly isBackfill: boolean; readonly startedMs: number; readonly isSegment: boolean };

/** Transfers that are kept free for live media. */
const keptFree = 2;

/**
 * What is on the way to one origin, lane by lane: decides whether backfill may be taken while a broadcast is live, and
 * tells the workers how much live media is being sent.
 */
export class LaneTraffic {
  readonly #share: LaneShare;
  #room = 1;
  readonly #unanswered = new Map<number, Passage>();
  /**
   * Live media without an answer. A body that has left the program is often still in the system's buffer: on a thin link for
   * seconds, in which backfill would take its share of the link.
   */
  readonly #liveBodies = new Set<number>();
  readonly #backfillInHand = new Set<number>();
  #liveSegmentMs: number | undefined;
  #slots = firstBackfillSlots;

  /** @param room how many transfers the origin has at most */
  constructor(share: LaneShare, room: number) {
    this.#share = share;
    this.setRoom(room);
  }

  setRoom(room: number): void {
    this.#room = Math.max(1, room - keptFree);
  }

  /** A broadcast is live in `live-edge` order, in segments of this length; undefined: none is. */
  setLive(segmentMs: number | undefined): void {
    this.#liveSegmentMs = segmentMs;
  }

  /** Whether one more backfill transfer may begin. One is always under way: its share of the link is its own affair. */
  mayTakeBackfill(): boolean {
    if (this.#liveSegmentMs === undefined) return true;
    if (this.#backfillInHand.size >= this.#room) return false;
    const underWay = [...this.#unanswered.values()].filter((passage) => passage.isBackfill).length;
    return underWay === 0 || (underWay < this.#slots && this.#liveBodies.size === 0);
  }

  /** Which lane an upload goes in; undefined while there is only one. */
  laneOf(upload: UploadRow): 'live' | 'backfill' | undefined {
    if (this.#liveSegmentMs === undefined) return undefined;
    return upload.isBackfill === 1 ? 'backfill' : 'live';
  }

  started(upload: UploadRow): void {
    const isBackfill = upload.isBackfill === 1;
    const passage = { isBackfill, startedMs: performance.now(), isSegment: upload.kind === 'segment' };
    this.#unanswered.set(upload.id, passage);
    if (isBackfill) this.#backfillInHand.add(upload.id);
    else this.#changeLiveBodies(() => this.#liveBodies.add(upload.id));
  }

  /** The origin has answered: only the proof is left. */
  answered(uploadId: number): void {
    const passage = this.#unanswered.get(uploadId);
    this.#changeLiveBodies(() => this.#liveBodies.delete(uploadId));
    this.#unanswered.delete(uploadId);
    if (passage?.isSegment !== true || passage.isBackfill || this.#liveSegmentMs === undefined) return;
    const live = { tookMs: performance.now() - passage.startedMs, segmentMs: this.#liveSegmentMs };
    this.#slots = backfillSlots(this.#slots, live, this.#room);
  }

  /** The attempt is over, however it went. */
  ended(uploadId: number): void {
    this.#changeLiveBodies(() => this.#liveBodies.delete(uploadId));
    this.#unanswered.delete(uploadId);
    this.#backfillInHand.delete(uploadId);
  }

  #changeLiveBodies(change: () => void): void {
    change();
    this.#share.setLiveBodies(this.#liveBodies.size);
  }
}
