/**
 * How an edge gets rid of its viewers without one of them noticing:
 * - `open`: it takes viewers;
 * - `closing`: it says in its heartbeats that it drains; new ones that come all the same are sent on;
 * - `steering`: content steering tells those that are there to go elsewhere; they do so at their next question;
 * - `redirecting`: whoever is left plays without content steering: its next Media Playlist is a redirect;
 * - `done`: nobody is left, or time is over.
 * At every step it serves whatever it is asked for.
 */
export type DrainStep =
  | { readonly kind: 'open' }
  | {
      readonly kind: 'closing' | 'steering' | 'redirecting';
      readonly sinceMs: number;
      readonly startedMs: number;
    }
  | { readonly kind: 'done'; readonly viewersLeft: number };

export type DrainFacts = {
  /** By any clock that does not jump. */
  readonly nowMs: number;
  readonly isDraining: boolean;
  /** Viewers that have asked for something lately. */
  readonly viewers: number;
};

export type DrainLimits = {
  /** Until every other node has heard that it drains. */
  readonly closingMs: number;
  /** Until every player that follows steering has asked, moved, and played what it had. */
  readonly steeringMs: number;
  /** For all of it; what is left then is cut off. */
  readonly totalMs: number;
};

/** The step that follows. A drain that is called off ends at `open`, whatever its step. Pure. */
export function nextDrainStep(step: DrainStep, facts: DrainFacts, limits: DrainLimits): DrainStep {
  const { nowMs, isDraining, viewers } = facts;
  if (!isDraining) return { kind: 'open' };
  if (step.kind === 'open') return { kind: 'closing', sinceMs: nowMs, startedMs: nowMs };
  if (step.kind === 'done') return step;
  if (nowMs - step.startedMs >= limits.totalMs) return { kind: 'done', viewersLeft: viewers };
  if (step.kind === 'closing') {
    const isHeard = nowMs - step.sinceMs >= limits.closingMs;
    return isHeard ? { ...step, kind: 'steering', sinceMs: nowMs } : step;
  }
  if (viewers === 0) return { kind: 'done', viewersLeft: 0 };
  const isPatient = step.kind === 'redirecting' || nowMs - step.sinceMs < limits.steeringMs;
  return isPatient ? step : { ...step, kind: 'redirecting', sinceMs: nowMs };
}
