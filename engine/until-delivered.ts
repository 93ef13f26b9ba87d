/** How long a command that has delivered to every required origin stays for the optional ones, milliseconds. */
export type OptionalPatience = {
  /** In all. */
  readonly mostMs: number;
  /** Since the last file that was verified there, while the origin answers well. */
  readonly progressMs: number;
  /** The same while it does not answer well, or is blocked. */
  readonly troubleMs: number;
};

/** One that is a bit behind gets its rest; one that is away, or hours behind, does not keep anybody waiting. */
export const optionalPatience: OptionalPatience = { mostMs: 60_000, progressMs: 30_000, troubleMs: 5_000 };

/** A drain is there for the rest: it stays as long as there is progress. */
export const drainPatience: OptionalPatience = { ...optionalPatience, mostMs: Number.POSITIVE_INFINITY };

/** How far a broadcast has come at one origin. Times are of the monotonic clock. */
export type DestinationProgress = {
  readonly isComplete: boolean;
  readonly isOptional: boolean;
  readonly answersWell: boolean;
  /** When something was last verified there; undefined: not in this life of the program. */
  readonly lastVerifiedMs: number | undefined;
};

/**
 * Until when to stay, given that every required origin was complete at `sinceMs`. Pure.
 * @returns undefined when every origin is complete
 */
export function stayUntilMs(
  destinations: readonly DestinationProgress[],
  sinceMs: number,
  patience: OptionalPatience,
): number | undefined {
  const ends = destinations
    .filter((destination) => !destination.isComplete)
    .map(({ answersWell, lastVerifiedMs = sinceMs }) => {
      const quietMs = answersWell ? patience.progressMs : patience.troubleMs;
      return Math.min(sinceMs + patience.mostMs, Math.max(sinceMs, lastVerifiedMs) + quietMs);
    });
  return ends.length === 0 ? undefined : Math.max(...ends);
}

/** What the waiting looks at. */
export type DeliveryInSight = {
  /** Undefined: there is nothing to wait for any more (the engine was closed). */
  readonly destinations: () => readonly DestinationProgress[] | undefined;
  /** Calls back whenever something was verified; gives what ends that. */
  readonly onProgress: (look: () => void) => () => void;
};

/** An origin's trouble is no progress and is told to nobody: so often it is looked for, milliseconds. */
const lookEveryMs = 250;

/** Resolves when every required origin is complete, and each optional one is too or was waited for long enough. */
export function untilDelivered(sight: DeliveryInSight, patience: OptionalPatience): Promise<void> {
  return new Promise((resolve) => {
    let sinceMs: number | undefined;
    let timer: NodeJS.Timeout | undefined;
    let stopListening = (): void => undefined;
    const look = (): void => {
      clearTimeout(timer);
      const destinations = sight.destinations();
      if (destinations?.some((destination) => !destination.isComplete && !destination.isOptional)) return;
      const nowMs = performance.now();
      sinceMs ??= nowMs;
      const untilMs = destinations && stayUntilMs(destinations, sinceMs, patience);
      if (untilMs !== undefined && untilMs > nowMs) {
        timer = setTimeout(look, Math.min(lookEveryMs, untilMs - nowMs));
        return;
      }
      stopListening();
      resolve();
    };
    stopListening = sight.onProgress(look);
    look();
  });
}
