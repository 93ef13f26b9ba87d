/** Places in the shared memory. */
const liveAt = 0;
const creditAt = 1;

/** Credit is not saved up for longer than this: the share is one of the present. */
const mostCreditBytes = 256 * 1024;

/** Makes the shared memory by which the workers of one origin know of each other's live media. */
export function createLaneShare(): SharedArrayBuffer {
  return new SharedArrayBuffer(2 * Int32Array.BYTES_PER_ELEMENT);
}

/**
 * Lets backfill give way to live media: while live media is being sent, backfill may send its share of what is sent, and all it
 * likes otherwise. The bytes of live media earn the credit that backfill spends.
 */
export class LaneShare {
  readonly #state: Int32Array;
  readonly #earned: number;

  /** @param backfillShare of all that is sent while live media is, 0 to 1 (exclusive) */
  constructor(shared: SharedArrayBuffer, backfillShare: number) {
    this.#state = new Int32Array(shared);
    this.#earned = backfillShare / (1 - backfillShare);
  }

  /** How much live media is being sent, said by whoever hands it out. */
  setLiveBodies(count: number): void {
    Atomics.store(this.#state, liveAt, count);
  }

  noteLiveBytes(bytes: number): void {
    const credit = Atomics.add(this.#state, creditAt, Math.ceil(bytes * this.#earned));
    if (credit > mostCreditBytes) Atomics.store(this.#state, creditAt, mostCreditBytes);
  }

  /** Whether backfill may send so many bytes now; if so they are taken from its credit. */
  mayBackfill(bytes: number): boolean {
    if (Atomics.load(this.#state, liveAt) === 0) return true;
    if (Atomics.sub(this.#state, creditAt, bytes) >= bytes) return true;
    Atomics.add(this.#state, creditAt, bytes);
    return false;
  }
}
