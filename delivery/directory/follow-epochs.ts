/** What a heard epoch means. `lowered`: the directory began anew, with lower epochs than were known. */
export type EpochMeaning = 'newer' | 'same' | 'older' | 'lowered';

/** The newest epoch of the plan that was heard of. */
export type Epochs = {
  readonly newest: () => number;
  readonly hear: (epoch: number, nowMs: number) => EpochMeaning;
};

/**
 * A member that is behind says an older epoch for a moment. When nothing but older ones are heard for this long, the plan was lost
 * with every member that held it, and what is said now is the truth.
 */
const loweredAfterMs = 10_000;

/** @param known newest epoch of what was kept from before */
export function followEpochs(known: number): Epochs {
  let newest = known;
  let olderSinceMs: number | undefined;
  return {
    newest: () => newest,
    hear: (epoch, nowMs) => {
      if (epoch < newest) {
        olderSinceMs ??= nowMs;
        if (nowMs - olderSinceMs < loweredAfterMs) return 'older';
      }
      olderSinceMs = undefined;
      const meaning = epoch > newest ? 'newer' : epoch < newest ? 'lowered' : 'same';
      newest = epoch;
      return meaning;
    },
  };
}
