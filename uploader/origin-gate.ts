import type { UploadError } from '../catalog/upload-transition.ts';
import { type BackoffLimits, backoffMs } from './backoff.ts';

/** The link is down: no upload is tried. A light question goes out at a constant pace until one is answered. */
export type DownGate = {
  readonly state: 'waiting';
  readonly cause: 'down';
  readonly failures: number;
  readonly sinceMs: number;
  /** When the next question is due. */
  readonly untilMs: number;
  readonly questions: number;
  /** Before this no upload is tried, also when a question is answered: links that answer and carry nothing exist. */
  readonly notBeforeMs: number;
  readonly error: UploadError;
};

/** One attempt goes through when the wait is over, and its outcome decides. */
export type ClosedGate = {
  readonly failures: number;
  readonly sinceMs: number;
  readonly untilMs: number;
  readonly error: UploadError;
} & ({ readonly state: 'waiting'; readonly cause: 'failing' } | { readonly state: 'blocked' });

/**
 * Whether an origin may be tried. One gate an origin, so a dead one never slows a healthy one.
 * `open`, also after a few failures in a row: what failed waits by itself, the others go on. `waiting`: the link is down, or
 * the origin answers with nothing but errors. `blocked`: a person is needed.
 */
export type OriginGate = { readonly state: 'open'; readonly failures: number } | DownGate | ClosedGate;

export type GateLimits = {
  /** For an origin that answers with errors. */
  readonly unstable: BackoffLimits;
  /** For what needs a person: asked again slowly, so that it goes on by itself once cured. */
  readonly blocked: BackoffLimits;
  /** How many failures in a row, without a success between them, close nothing. */
  readonly toleratedFailures: number;
  /** The pace of questions to a link that is down, milliseconds. */
  readonly questionMs: number;
};

export const openGate: OriginGate = { state: 'open', failures: 0 };

export type AttemptFailure = {
  /** `silent`: no answer came (refused, reset, stalled); `answered`: the origin's answer was an error. */
  readonly class: 'silent' | 'answered' | 'blocked';
  readonly error: UploadError;
  /** When the failed attempt began: one that began before the gate closed says nothing new. */
  readonly startedMs: number;
  /** The least wait the origin asked for (Retry-After), milliseconds. */
  readonly retryAfterMs?: number | undefined;
};

/** A monotonic clock, and a random number in [0, 1). */
export type GateClock = { readonly nowMs: number; readonly random: number };

/** No wish of an origin is followed for longer, milliseconds: it may be a mistake, and the queue grows meanwhile. */
const longestRetryAfterMs = 300_000;

/** The gate after a failed attempt. Pure. */
export function gateAfterFailure(
  gate: OriginGate,
  failure: AttemptFailure,
  clock: GateClock,
  limits: GateLimits,
): OriginGate {
  if (isOldNews(gate, failure)) return gate;
  if (failure.class === 'blocked') return gateAfterBlock(gate, failure, clock, limits);
  const failures = gate.state === 'blocked' ? limits.toleratedFailures + 1 : gate.failures + 1;
  const excess = failures - limits.toleratedFailures;
  const waitMs = excess <= 0 ? 0 : backoffMs(excess, limits.unstable, clock.random);
  const closed = { state: 'waiting', failures, sinceMs: clock.nowMs, error: failure.error } as const;
  if (failure.class === 'silent') {
    const notBeforeMs = clock.nowMs + waitMs;
    return { ...closed, cause: 'down', untilMs: clock.nowMs, questions: 0, notBeforeMs };
  }
  if (excess <= 0) return { state: 'open', failures };
  return { ...closed, cause: 'failing', untilMs: clock.nowMs + Math.max(waitMs, wishOf(failure)) };
}

function isOldNews(gate: OriginGate, failure: AttemptFailure): boolean {
  if (gate.state === 'open' || failure.startedMs >= gate.sinceMs) return false;
  return failure.class !== 'blocked' || gate.state === 'blocked';
}

function gateAfterBlock(
  gate: OriginGate,
  failure: AttemptFailure,
  { nowMs, random }: GateClock,
  limits: GateLimits,
): OriginGate {
  const failures = gate.state === 'blocked' ? gate.failures + 1 : 1;
  const waitMs = Math.max(backoffMs(failures, limits.blocked, random), wishOf(failure));
  return { state: 'blocked', failures, sinceMs: nowMs, untilMs: nowMs + waitMs, error: failure.error };
}

const wishOf = ({ retryAfterMs = 0 }: AttemptFailure): number => Math.min(retryAfterMs, longestRetryAfterMs);

/**
 * The gate of a link that is down when a question is sent. The first goes out at once, the next after one to two paces, and
 * then one a pace: encoders that lost the same link at the same moment ask at moments of their own. Pure.
 */
export function gateAfterQuestion(gate: DownGate, clock: GateClock, limits: GateLimits): DownGate {
  const paces = gate.questions === 0 ? 1 + clock.random : 1;
  return { ...gate, questions: gate.questions + 1, untilMs: clock.nowMs + paces * limits.questionMs };
}

/**
 * The gate of a link that was down when a question was answered, by whatever answer: after few failures it is open at once; after
 * more a single upload has to succeed first, which waits longer each time. Pure.
 */
export function gateAfterAnswer(gate: DownGate, nowMs: number, limits: GateLimits): OriginGate {
  const { failures, sinceMs, notBeforeMs, error } = gate;
  if (failures <= limits.toleratedFailures) return { state: 'open', failures };
  const untilMs = Math.max(nowMs, notBeforeMs);
  return { state: 'waiting', cause: 'failing', failures, sinceMs, untilMs, error };
}

/** The gate of a blocked origin when a person has done something about it: what began before says nothing of it any more. Pure. */
export function gateAfterCure(gate: OriginGate, nowMs: number): OriginGate {
  return gate.state === 'blocked' ? { ...gate, sinceMs: nowMs, untilMs: nowMs, failures: 0 } : gate;
}

export function isDown(gate: OriginGate): gate is DownGate {
  return gate.state === 'waiting' && gate.cause === 'down';
}

/**
 * Whether another attempt may start now.
 * @param startedMs when each attempt under way began; those from before the gate closed do not count
 */
export function mayAttempt(gate: OriginGate, nowMs: number, startedMs: Iterable<number>): boolean {
  if (gate.state === 'open') return true;
  return !isDown(gate) && nowMs >= gate.untilMs && ![...startedMs].some((at) => at >= gate.sinceMs);
}
