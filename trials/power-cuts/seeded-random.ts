import { createHash } from 'node:crypto';

/** Chance that can be repeated: the same seed gives the same numbers. */
export class SeededRandom {
  readonly #seed: string;
  #drawn = 0;

  constructor(seed: string) {
    this.#seed = seed;
  }

  /** A number from 0 up to and without 1. */
  fraction(): number {
    this.#drawn += 1;
    const digest = createHash('sha256').update(`${this.#seed} ${this.#drawn}`).digest();
    return digest.readUInt32LE(0) / 2 ** 32;
  }

  /** A whole number from `least` to `most`, both included. */
  integer(least: number, most: number): number {
    return least + Math.floor(this.fraction() * (most - least + 1));
  }

  chance(share: number): boolean {
    return this.fraction() < share;
  }

  /** @throws RangeError when there is nothing to choose from */
  pick<Item>(items: readonly Item[]): Item {
    const [item] = items.slice(this.integer(0, items.length - 1));
    if (item === undefined) throw new RangeError('nothing to choose from');
    return item;
  }
}
