import { cloneUrl, type Steering } from './steering-manifest.ts';

/** How long a pathway that failed is tried last. */
const penaltyMs = 60_000;

/** Where one copy of the Variant Stream that is followed can be had. */
export type Pathway = {
  readonly id: string;
  /** Absolute URL of its Media Playlist there. */
  readonly playlistUrl: string;
};

/** The Variant Stream that is followed, as the Multivariant Playlist has it. */
export type SteeredVariant = {
  /** As it was chosen: what URLs name, whichever pathway serves them. */
  readonly home: Pathway;
  /** The same Variant Stream in the playlist's other pathways. */
  readonly others: readonly Pathway[];
  /** STABLE-VARIANT-ID. */
  readonly stableId: string | undefined;
};

/** The pathways that a Variant Stream can be had by, and which of them is best at present. */
export class Pathways {
  readonly home: Pathway;
  readonly #stableId: string | undefined;
  readonly #known: Map<string, Pathway>;
  readonly #failedAtMs = new Map<string, number>();
  #priority: readonly string[];

  constructor({ home, others, stableId }: SteeredVariant) {
    this.home = home;
    this.#stableId = stableId;
    this.#known = new Map([home, ...others].map((pathway) => [pathway.id, pathway]));
    this.#priority = [home.id];
  }

  /** All that are known, in no order. */
  get all(): readonly Pathway[] {
    return [...this.#known.values()];
  }

  /** Clones stay known when a later manifest does not name them; one that it names anew is as it says. */
  use({ priority, clones }: Steering): void {
    for (const clone of clones) {
      const base = this.#known.get(clone.baseId);
      const playlistUrl = base && cloneUrl(base.playlistUrl, this.#stableId, clone);
      if (playlistUrl !== undefined && clone.id !== this.home.id)
        this.#known.set(clone.id, { id: clone.id, playlistUrl });
    }
    this.#priority = priority;
  }

  /** In the order in which to try them: as steered, then where it began; those that failed lately last. */
  order(nowMs: number): readonly Pathway[] {
    const steered = new Set([...this.#priority, this.home.id]);
    const hasFailed = ({ id }: Pathway): number =>
      nowMs - (this.#failedAtMs.get(id) ?? Number.NEGATIVE_INFINITY) < penaltyMs ? 1 : 0;
    return [...steered]
      .flatMap((id) => this.#known.get(id) ?? [])
      .toSorted((a, b) => hasFailed(a) - hasFailed(b));
  }

  fail({ id }: Pathway, nowMs: number): void {
    this.#failedAtMs.set(id, nowMs);
  }
}
