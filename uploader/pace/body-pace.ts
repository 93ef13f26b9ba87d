import { setTimeout as sleep } from 'node:timers/promises';
import type { LaneShare } from './lane-share.ts';
import type { RateBucket } from './rate-bucket.ts';

export type BodyPaceOptions = {
  /** The cap on what the whole program sends, if there is one. */
  readonly bucket: RateBucket | undefined;
  /** Where live media and backfill share a link. */
  readonly lanes: LaneShare | undefined;
  readonly isBackfill: boolean;
  /** Is called now and then while the body waits, so that nobody takes it for stuck. */
  readonly onWaiting: () => void;
};

/** What a request sends and gets besides its body, bytes: the headers of the PUT, of its proof, and of both answers. */
const overheadBytes = 2048;

/** Sent at a time where only the lanes count. */
const usualChunkBytes = 16 * 1024;
/** With a cap a chunk is what may be sent in so long, within these limits: many bodies take turns. */
const chunkSeconds = 0.025;
const [leastChunkBytes, mostChunkBytes] = [512, 64 * 1024];

/** How often backfill looks whether live media has been sent. */
const lookMs = 10;
/** Backfill never pauses for longer: a connection on which nothing moves is given up. */
const longestPauseMs = 2_000;

/** When the next piece of one request's body may be sent. */
export class BodyPace {
  readonly chunkBytes: number;
  readonly #options: BodyPaceOptions;
  #waitedMs = 0;
  #hasBegun = false;

  constructor(options: BodyPaceOptions) {
    this.#options = options;
    const rate = options.bucket?.bytesPerSecond;
    const chunk = rate === undefined ? usualChunkBytes : Math.ceil(rate * chunkSeconds);
    this.chunkBytes = Math.min(mostChunkBytes, Math.max(leastChunkBytes, chunk));
  }

  /** How long the body has been made to wait in all; a deadline for the request is later by so much. */
  get waitedMs(): number {
    return this.#waitedMs;
  }

  /** Resolves when so many bytes may be sent. Rejects when the signal aborts. */
  async leave(bytes: number, signal: AbortSignal | undefined): Promise<void> {
    const { bucket, lanes, isBackfill } = this.#options;
    if (lanes !== undefined && isBackfill) await this.#giveWay(lanes, bytes, signal);
    else lanes?.noteLiveBytes(bytes);
    if (bucket === undefined) return;
    const waitMs = bucket.reserve(bytes + (this.#hasBegun ? 0 : overheadBytes));
    this.#hasBegun = true;
    if (waitMs >= 1) await this.#wait(waitMs, signal);
  }

  async #giveWay(lanes: LaneShare, bytes: number, signal: AbortSignal | undefined): Promise<void> {
    const untilMs = performance.now() + longestPauseMs;
    while (!lanes.mayBackfill(bytes) && performance.now() < untilMs) await this.#wait(lookMs, signal);
  }

  async #wait(ms: number, signal: AbortSignal | undefined): Promise<void> {
    const startedMs = performance.now();
    this.#options.onWaiting();
    await sleep(ms, undefined, { signal });
    this.#waitedMs += performance.now() - startedMs;
  }
}
