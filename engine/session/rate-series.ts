/** Amounts over time, in buckets of equal length, of which only the newest are kept. Times are of a monotonic clock. */
export class RateSeries {
  readonly #stepMs: number;
  readonly #amounts: Float64Array;
  /** Number of the newest bucket, counted from time 0. */
  #newest = 0;

  /** @param buckets how many are kept, one more than are shown: the newest is not whole yet */
  constructor(stepMs: number, buckets: number) {
    this.#stepMs = stepMs;
    this.#amounts = new Float64Array(buckets);
  }

  /** Spreads an amount evenly over a time; what is older than all that is kept is let go. */
  add(amount: number, fromMs: number, untilMs: number): void {
    this.#advance(untilMs);
    const lastsMs = Math.max(1, untilMs - fromMs);
    const first = Math.max(this.#newest - this.#amounts.length + 1, Math.floor(fromMs / this.#stepMs), 0);
    for (let bucket = first; bucket <= Math.floor(untilMs / this.#stepMs); bucket += 1) {
      const beginMs = Math.max(fromMs, bucket * this.#stepMs);
      const endMs = Math.min(Math.max(untilMs, fromMs + 1), (bucket + 1) * this.#stepMs);
      const index = bucket % this.#amounts.length;
      this.#amounts[index] = (this.#amounts[index] ?? 0) + (amount * Math.max(0, endMs - beginMs)) / lastsMs;
    }
  }

  /** The newest whole buckets, oldest first, as an amount a second each. */
  perSecond(nowMs: number, count: number): number[] {
    this.#advance(nowMs);
    return Array.from({ length: count }, (_, index) => {
      const bucket = this.#newest - count + index;
      const isKept = bucket >= 0 && bucket > this.#newest - this.#amounts.length;
      return isKept ? ((this.#amounts[bucket % this.#amounts.length] ?? 0) * 1000) / this.#stepMs : 0;
    });
  }

  #advance(nowMs: number): void {
    const now = Math.floor(nowMs / this.#stepMs);
    const passed = Math.min(now - this.#newest, this.#amounts.length);
    for (let step = 1; step <= passed; step += 1)
      this.#amounts[(now - passed + step) % this.#amounts.length] = 0;
    this.#newest = Math.max(this.#newest, now);
  }
}
