import type { SourceSignal } from '../../contract/api/signal.ts';
import { isBlack, isSamePicture } from './judge-picture.ts';
import type { SoundLevels } from './sound-levels.ts';

/** What was seen and heard of a run so far. Times are Unix milliseconds. */
export type SignalWatch = {
  readonly quietSinceMs: number | null;
  readonly heardAtMs: number;
  readonly clippedAtMs: number | null;
  readonly blackSinceMs: number | null;
  /** The picture that has not changed since. */
  readonly still: { readonly pixels: Uint8Array; readonly sinceMs: number } | null;
  readonly seenAtMs: number;
};

export const nothingYet: SignalWatch = {
  quietSinceMs: null,
  heardAtMs: 0,
  clippedAtMs: null,
  blackSinceMs: null,
  still: null,
  seenAtMs: 0,
};

/** Below this everywhere it is silent: FFmpeg's `silencedetect` takes the same. */
const silentBelowDb = -60;
/** What lasts for less is no state of the source: a breath, a cut to black, a still. */
const leastMs = 2_000;

/** Takes in a stretch of sound that began at a time. */
export function hear(watch: SignalWatch, levels: SoundLevels, fromMs: number, untilMs: number): SignalWatch {
  const isSilent = levels.channels.every(({ peakDb }) => peakDb < silentBelowDb);
  return {
    ...watch,
    quietSinceMs: isSilent ? (watch.quietSinceMs ?? fromMs) : null,
    clippedAtMs: levels.isClipped ? untilMs : watch.clippedAtMs,
    heardAtMs: untilMs,
  };
}

/** Takes in a picture. A still is compared with its first picture, so that slow changes are seen. */
export function see(watch: SignalWatch, pixels: Uint8Array, atMs: number): SignalWatch {
  const isStill = watch.still !== null && isSamePicture(watch.still.pixels, pixels);
  return {
    ...watch,
    blackSinceMs: isBlack(pixels) ? (watch.blackSinceMs ?? atMs) : null,
    still: isStill ? watch.still : { pixels, sinceMs: atMs },
    seenAtMs: atMs,
  };
}

/** What is to be said of it. */
export function signalOf(watch: SignalWatch): SourceSignal {
  return {
    silentSinceMs: lasting(watch.quietSinceMs, watch.heardAtMs),
    blackSinceMs: lasting(watch.blackSinceMs, watch.seenAtMs),
    frozenSinceMs: lasting(watch.still?.sinceMs ?? null, watch.seenAtMs),
    clippedAtMs: watch.clippedAtMs,
  };
}

function lasting(sinceMs: number | null, untilMs: number): number | null {
  return sinceMs !== null && untilMs - sinceMs >= leastMs ? sinceMs : null;
}
