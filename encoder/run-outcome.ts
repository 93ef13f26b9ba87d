/** What is known when a run of FFmpeg has ended and its log is cut. */
export type EndedRun = {
  readonly stopRequested: boolean;
  /** It was ended, or ended itself, because the disk has no room: the source has more. */
  readonly diskRefused: boolean;
  /** The source ends by itself (a file). */
  readonly endsByItself: boolean;
  /** FFmpeg came to the end of the source: nobody ended it. */
  readonly isOver: boolean;
  /** Media captured in the whole broadcast so far, seconds. */
  readonly capturedSeconds: number;
  /** How much the broadcast shall have; null: until it is stopped. */
  readonly durationSeconds: number | null;
  /** Runs in a row that ended without any media, this one included. */
  readonly fruitlessRuns: number;
};

/** What comes next: the broadcast's capture is over, or it has failed, or FFmpeg is started again. */
export type NextStep =
  | { readonly type: 'over' }
  | { readonly type: 'failed' }
  | { readonly type: 'restart'; readonly afterMs: number };

/** A last segment may be short by a frame or the encoder's rounding. */
export const durationSlackSeconds = 0.25;
const restartMinMs = 500;
const restartMaxMs = 10_000;

/** Whether a broadcast has the media that it shall have. */
export function hasAll(run: Pick<EndedRun, 'capturedSeconds' | 'durationSeconds'>): boolean {
  return run.durationSeconds !== null && run.capturedSeconds >= run.durationSeconds - durationSlackSeconds;
}

/**
 * Decides after each run. Pure. A live source that worked once is never given up: its cable may be put back.
 * One that never gave a frame fails, so that a wrong name is said at once.
 */
export function nextStep(run: EndedRun): NextStep {
  if (run.stopRequested) return { type: 'over' };
  if (hasAll(run)) return { type: 'over' };
  // Neither the source's fault nor its end. When there is room again is not decided here.
  if (!run.diskRefused) {
    if (run.capturedSeconds === 0) return { type: 'failed' };
    // A file that gives nothing more, however FFmpeg ended: there is nothing more in it.
    if (run.endsByItself && (run.isOver || run.fruitlessRuns > 0)) return { type: 'over' };
  }
  const doublings = Math.min(Math.max(0, run.fruitlessRuns - 1), 10);
  const afterMs = run.fruitlessRuns === 0 ? 0 : Math.min(restartMaxMs, restartMinMs * 2 ** doublings);
  return { type: 'restart', afterMs };
}
