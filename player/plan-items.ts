import { joinIndex, placeSegments } from './delay-clock.ts';
import type { MediaSegment } from './media-playlist.ts';
import type { PlaylistNews } from './reload-playlist.ts';

/** One entry of the followed playlist, in its order: to be fetched, or only to be counted. */
export type PlannedItem =
  /** Segments that left the playlist before they were ever seen. */
  | { readonly kind: 'lost'; readonly firstSequence: number; readonly count: number }
  | { readonly kind: 'gap'; readonly segment: MediaSegment }
  | {
      readonly kind: 'segment';
      readonly segment: MediaSegment;
      /** Unix milliseconds at which its media was live. */
      readonly startMs: number;
      readonly targetSeconds: number;
    };

export type PlanOptions = {
  readonly delaySeconds: number | undefined;
  /** Takes all that is listed at first, also what is older than the delay. */
  readonly fromStart: boolean;
};

/** Turns the playlist's news into items in order, placed on the wall clock; chooses where to join. */
export class ItemPlanner {
  readonly #options: PlanOptions;
  readonly #say: (message: string) => void;
  #endMs: number | undefined;
  #joined = false;

  constructor(options: PlanOptions, say: (message: string) => void) {
    this.#options = options;
    this.#say = say;
  }

  plan({ segments, seenAtMs, missing, playlist }: PlaylistNews): readonly PlannedItem[] {
    const placement = placeSegments(segments, this.#endMs, seenAtMs);
    this.#endMs = placement.endMs;
    const skipped = segments.length > 0 ? this.#skipAtJoin(placement.startMs, seenAtMs) : 0;
    const items = segments.map((segment, index): PlannedItem => {
      const startMs = placement.startMs[index] ?? seenAtMs;
      return segment.gap
        ? { kind: 'gap', segment }
        : { kind: 'segment', segment, startMs, targetSeconds: playlist.targetSeconds };
    });
    return [...(missing ? [{ kind: 'lost' as const, ...missing }] : []), ...items.slice(skipped)];
  }

  #skipAtJoin(startMs: readonly number[], seenAtMs: number): number {
    const { delaySeconds, fromStart } = this.#options;
    if (this.#joined || delaySeconds === undefined) return 0;
    this.#joined = true;
    const skipped = fromStart ? 0 : joinIndex(startMs, seenAtMs, delaySeconds);
    if (skipped > 0) {
      this.#say(`Joining ${delaySeconds} s behind live; ${skipped} older segments are left out.`);
    }
    return skipped;
  }
}
