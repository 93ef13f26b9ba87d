/** What an idle link may send at once when there is something again, seconds of its rate. */
const burstSeconds = 0.25;
const nanosecondsPerSecond = 1_000_000_000;

/** Places in the shared memory. */
const rateAt = 0;
const spentUntilAt = 1;

/** Stands for no cap. */
const unlimited = 0n;

/** Makes the shared memory of a bucket. @param bytesPerSecond what all who hold it may send together; undefined: no cap */
export function createRateBucket(bytesPerSecond: number | undefined): SharedArrayBuffer {
  const shared = new SharedArrayBuffer(2 * BigInt64Array.BYTES_PER_ELEMENT);
  setRate(shared, bytesPerSecond);
  return shared;
}

/** Changes the cap for all who hold the bucket, from the next piece that is sent on; undefined: there is none any more. */
export function setRate(shared: SharedArrayBuffer, bytesPerSecond: number | undefined): void {
  const rate = bytesPerSecond === undefined ? unlimited : BigInt(Math.max(1, Math.floor(bytesPerSecond)));
  Atomics.store(new BigInt64Array(shared), rateAt, rate);
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

  /** Undefined: there is no cap now. */
  get bytesPerSecond(): number | undefined {
    const rate = Atomics.load(this.#state, rateAt);
    return rate === unlimited ? undefined : Number(rate);
  }

  /** Takes a turn. @returns how long to wait before the bytes are sent, milliseconds */
  reserve(bytes: number): number {
    const rate = this.bytesPerSecond;
    if (rate === undefined) return 0;
    const now = this.#now();
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
