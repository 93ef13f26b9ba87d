/** What an idle link may send at once when there is something again, seconds of its rate. */
const burstSeconds = 0.25;
const nanosecondsPerSecond = 1_000_000_000;

/** Places in the shared memory. */
const rateAt = 0;
const spentUntilAt = 1;

/** Makes the shared memory of a bucket. @param bytesPerSecond what all who hold it may send together */
export function createRateBucket(bytesPerSecond: number): SharedArrayBuffer {
  const shared = new SharedArrayBuffer(2 * BigInt64Array.BYTES_PER_ELEMENT);
  new BigInt64Array(shared)[rateAt] = BigInt(Math.max(1, Math.floor(bytesPerSecond)));
  return shared;
}

/** The shared memory of a bucket for a rate in bits per second; undefined where there is no cap. */
export function rateOfBits(bitsPerSecond: number | undefined): SharedArrayBuffer | undefined {
  return bitsPerSecond === undefined ? undefined : createRateBucket(bitsPerSecond / 8);
}

/**
 * A token bucket that threads share without asking each other: one number says until when the rate is spent (the
 * *generic cell rate algorithm* of ITU-T I.371). Who reserves bytes moves it on, and sends when its turn comes; turns are in
 * the order of asking. In any stretch of time at most the rate and one burst is sent.
 */
export class RateBucket {
  readonly #state: BigInt64Array;
  readonly #now: () => bigint;

  /** @param now a clock that all threads share, nanoseconds */
  constructor(shared: SharedArrayBuffer, now: () => bigint = () => process.hrtime.bigint()) {
    this.#state = new BigInt64Array(shared);
    this.#now = now;
  }

  get bytesPerSecond(): number {
    return Number(Atomics.load(this.#state, rateAt));
  }

  /** Takes a turn. @returns how long to wait before the bytes are sent, milliseconds */
  reserve(bytes: number): number {
    const now = this.#now();
    const rate = this.bytesPerSecond;
    const costs = BigInt(Math.ceil((bytes / rate) * nanosecondsPerSecond));
    const earliest = now - BigInt(burstSeconds * nanosecondsPerSecond);
    for (;;) {
      const spentUntil = Atomics.load(this.#state, spentUntilAt);
      const turn = spentUntil > earliest ? spentUntil : earliest;
      if (Atomics.compareExchange(this.#state, spentUntilAt, spentUntil, turn + costs) !== spentUntil)
        continue;
      return Math.max(0, Number(turn - now) / 1e6);
    }
  }
}
