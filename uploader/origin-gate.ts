import type { UploadError } from '../catalog/upload-transition.ts';
import { type BackoffLimits, backoffMs } from './backoff.ts';

/**
 * Whether an origin may be tried. One gate an origin, so a dead one never slows a healthy one.
 * While it is `waiting` (the link or the store is unstable) or `blocked` (a person is needed) nothing is sent; when the
 * wait is over exactly one attempt goes through, and its outcome decides.
 */
export type OriginGate =
  | { readonly state: 'open' }
  | {
      readonly state: 'waiting' | 'blocked';
      readonly failures: number;
      readonly sinceMs: number;
      readonly untilMs: number;
      readonly error: UploadError;
    };

export type GateLimits = {
  /** For a link that is down or an origin that answers with errors. */
  readonly unstable: BackoffLimits;
  /** For what needs a person: asked again slowly, so that it goes on by itself once cured. */
  readonly blocked: BackoffLimits;
};

export const openGate: OriginGate = { state: 'open' };

export type AttemptFailure = {
  readonly class: 'unstable' | 'blocked';
  readonly error: UploadError;
  /** When the failed attempt began: one that began before the gate closed says nothing new. */
  readonly startedMs: number;
  /** The least wait the origin asked for (Retry-After), milliseconds. */
  readonly retryAfterMs?: number | undefined;
};

/** No wish of an origin is followed for longer, milliseconds: it may be a mistake, and the queue grows meanwhile. */
const longestRetryAfterMs = 300_000;

/** The gate after a failed attempt. Pure. `nowMs` is a monotonic clock, `random` in [0, 1). */
export function gateAfterFailure(
  gate: OriginGate,
  failure: AttemptFailure,
  clock: { readonly nowMs: number; readonly random: number },
  limits: GateLimits,
): OriginGate {
  const state = failure.class === 'blocked' ? 'blocked' : 'waiting';
  const isOldNews = gate.state === state && failure.startedMs < gate.sinceMs;
  if (isOldNews) return gate;
  const failures = gate.state === state ? gate.failures + 1 : 1;
  const wait = backoffMs(
    failures,
    failure.class === 'blocked' ? limits.blocked : limits.unstable,
    clock.random,
  );
  return {
    state,
    failures,
    sinceMs: clock.nowMs,
    untilMs: clock.nowMs + Math.max(wait, Math.min(failure.retryAfterMs ?? 0, longestRetryAfterMs)),
    error: failure.error,
  };
}

/** Whether another attempt may start now. */
export function mayAttempt(gate: OriginGate, nowMs: number, attemptsInFlight: number): boolean {
  return gate.state === 'open' || (attemptsInFlight === 0 && nowMs >= gate.untilMs);
}
