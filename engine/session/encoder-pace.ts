/** One look at how far a run of FFmpeg has come. */
export type PaceLook = {
  /** Tells one run from another. */
  readonly run: string;
  /** Monotonic, milliseconds. */
  readonly atMs: number;
  /** Media that this run has written. */
  readonly mediaSeconds: number;
};

/** Pure: the looks of the last while at one run, oldest first, and what they show. */
export type EncoderPace = {
  readonly looks: readonly PaceLook[];
  /** Media a second of time while it is less than is needed; null: it keeps up, or it is too early to say. */
  readonly slowSpeed: number | null;
};

export const unknownPace: EncoderPace = { looks: [], slowSpeed: null };

/** Long enough that a burst of the source, or a report of FFmpeg's that comes late, does not count. */
const windowMs = 20_000;
const slowBelow = 0.9;
/** It must be clearly well again before it is said to be. */
const wellFrom = 0.97;

/** What is known after one more look. A new run begins anew, as does one that goes back. */
export function afterLook(pace: EncoderPace, look: PaceLook): EncoderPace {
  // What FFmpeg and the source take to start is not the encoder's pace.
  if (look.mediaSeconds <= 0) return unknownPace;
  const last = pace.looks.at(-1);
  const isSameRun = last?.run === look.run && last.mediaSeconds <= look.mediaSeconds;
  const before = isSameRun ? pace : unknownPace;
  const looks = [...sinceWindowBegan(before.looks, look.atMs), look];
  const speed = speedOver(looks);
  if (speed === null) return { ...before, looks };
  const isSlow = speed < (before.slowSpeed === null ? slowBelow : wellFrom);
  return { looks, slowSpeed: isSlow ? speed : null };
}

/** Why an encoder that is too slow needs a look; null: it keeps up. */
export function paceSentence({ slowSpeed }: EncoderPace): string | null {
  if (slowSpeed === null) return null;
  const speed = (Math.floor(slowSpeed * 10) / 10).toFixed(1);
  return `The encoder is slower than real time: ${speed}×. End other work on this machine; for the next broadcast choose a smaller picture or another encoder.`;
}

/** Of those before the window the newest stays: from it on the window is whole. */
function sinceWindowBegan(looks: readonly PaceLook[], nowMs: number): readonly PaceLook[] {
  const first = looks.findLastIndex(({ atMs }) => nowMs - atMs >= windowMs);
  return looks.slice(Math.max(0, first));
}

function speedOver(looks: readonly PaceLook[]): number | null {
  const [first, last] = [looks[0], looks.at(-1)];
  if (first === undefined || last === undefined || last.atMs - first.atMs < windowMs) return null;
  return ((last.mediaSeconds - first.mediaSeconds) * 1000) / (last.atMs - first.atMs);
}
