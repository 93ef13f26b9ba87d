export type SpareTransferOptions = {
  /** How long nothing may end before the origin is asked, and the pace of the questions, milliseconds. */
  readonly paceMs: number;
  /** Asks the origin something small; true when any answer came. Must not reject. */
  readonly ask: () => Promise<boolean>;
  /** There is room for one transfer more. */
  readonly onGranted: () => void;
};

/**
 * One transfer beyond the usual ones of an origin, for when all of these hang: what a link swallowed before it
 * returned is given up only much later. An origin that answers a question meanwhile gets one transfer more, until one of the older ones
 * ends well (then it was only slow) or all of them are over.
 */
export class SpareTransfer {
  readonly #options: SpareTransferOptions;
  #timer: NodeJS.Timeout | undefined;
  /** Before anything has ended, transfers wait for a worker to start rather than for a link. */
  #lastEndMs: number | undefined;
  /** Transfers that began before this seem to hang; undefined: none does. */
  #hangBeforeMs: number | undefined;

  constructor(options: SpareTransferOptions) {
    this.#options = options;
  }

  /** How many transfers beyond the usual ones there may be. */
  get room(): 0 | 1 {
    return this.#hangBeforeMs === undefined ? 0 : 1;
  }

  /**
   * An upload waits, and every transfer is taken. May be said again and again.
   * @param startedMs when each transfer under way began (`performance.now()`)
   */
  crowded(startedMs: Iterable<number>): void {
    if (this.#lastEndMs === undefined || this.#timer !== undefined || this.room > 0) return;
    const quietMs = performance.now() - Math.max(this.#lastEndMs, ...startedMs);
    this.#timer = setTimeout(() => this.#question(), Math.max(0, this.#options.paceMs - quietMs));
  }

  /**
   * A transfer is over.
   * @param startedMs when it began @param others when each began that is still under way
   */
  ended(startedMs: number, isVerified: boolean, others: Iterable<number>): void {
    this.stop();
    this.#lastEndMs = performance.now();
    const hangBeforeMs = this.#hangBeforeMs ?? Number.NEGATIVE_INFINITY;
    const isAlive = isVerified && startedMs < hangBeforeMs;
    if (isAlive || ![...others].some((at) => at < hangBeforeMs)) this.#hangBeforeMs = undefined;
  }

  /** Asks no more. */
  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #question(): void {
    const askedMs = performance.now();
    this.#timer = setTimeout(() => this.#question(), this.#options.paceMs);
    void this.#options.ask().then((isAnswered) => {
      // Something ended, or another question was answered before.
      if (!isAnswered || this.#timer === undefined || (this.#lastEndMs ?? 0) >= askedMs) return;
      this.stop();
      this.#hangBeforeMs = askedMs;
      this.#options.onGranted();
    });
  }
}
