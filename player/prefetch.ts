type Slot<Item, Result> = { readonly item: Item; result: Promise<Result> | undefined; settled: boolean };

export type PrefetchLimits = {
  /** Fetches under way at once. */
  readonly parallel: number;
  /** Items fetched or being fetched that were not taken yet. */
  readonly ahead: number;
};

/** Fetches items side by side and gives the results in the order the items came in. */
export class Prefetch<Item, Result> {
  readonly #limits: PrefetchLimits;
  readonly #fetch: (item: Item) => Promise<Result>;
  readonly #slots: Slot<Item, Result>[] = [];
  #started = 0;
  #running = 0;
  #end: { readonly error: unknown } | undefined;
  #wake: (() => void) | undefined;

  constructor(limits: PrefetchLimits, fetch: (item: Item) => Promise<Result>) {
    this.#limits = limits;
    this.#fetch = fetch;
  }

  push(item: Item): void {
    this.#slots.push({ item, result: undefined, settled: false });
    this.#pump();
  }

  /** No more items will come; `error` is thrown by `next` once those that came are taken. */
  end(error?: unknown): void {
    this.#end ??= { error };
    this.#wake?.();
  }

  /** The next result in order; undefined after the last. @throws what its fetch threw. For one caller at a time. */
  async next(): Promise<Result | undefined> {
    while (this.#slots.length === 0) {
      if (this.#end) {
        if (this.#end.error !== undefined) throw this.#end.error;
        return undefined;
      }
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    const result = await this.#slots[0]?.result;
    this.#shift();
    return result;
  }

  /** The next result if it is there already; used to write what was got when the following stops. */
  async nextIfSettled(): Promise<Result | undefined> {
    return this.#slots[0]?.settled ? await this.next() : undefined;
  }

  /** Resolves when no fetch is under way. */
  async idle(): Promise<void> {
    await Promise.allSettled(this.#slots.map((slot) => slot.result));
  }

  #shift(): void {
    this.#slots.shift();
    this.#started--;
    this.#pump();
  }

  #pump(): void {
    while (this.#running < this.#limits.parallel && this.#started < this.#limits.ahead) {
      const slot = this.#slots[this.#started];
      if (!slot) break;
      this.#started++;
      this.#running++;
      const result = this.#fetch(slot.item);
      slot.result = result;
      const settle = (succeeded: boolean): void => {
        slot.settled = succeeded;
        this.#running--;
        this.#pump();
      };
      result.then(
        () => settle(true),
        () => settle(false),
      );
    }
    this.#wake?.();
  }
}
