import type { SessionState } from '../../contract/api/session.ts';
import type { Verdict } from './judge-session.ts';

/** The state that is shown, and what may follow it. Times are of the monotonic clock, milliseconds. */
export type SettledSession = Verdict & {
  readonly sinceMs: number;
  /** Another state that the facts have made since then, without a break; null: they make the one shown. */
  readonly next: { readonly state: SessionState; readonly sinceMs: number } | null;
};

/** How bad each state is that a broadcast on air may change between without anybody's doing. */
const severity: Partial<Record<SessionState, number>> = {
  starting: 0,
  live: 0,
  degraded: 1,
  reconnecting: 2,
};

/** An origin that fails and answers again within this was never away. */
const worseAfterMs = 1_000;
/** One that answers for a moment is not back. */
const betterAfterMs = 3_000;

export function beginSession(nowMs: number): SettledSession {
  return { state: 'idle', reason: null, sinceMs: nowMs, next: null };
}

/**
 * The state to show after one look at the facts. What a person does, and the way into and out of the air, shows at once;
 * from well to degraded to reconnecting and back the facts must last, so that the one word never flaps. Pure.
 */
export function settleSession(shown: SettledSession, verdict: Verdict, nowMs: number): SettledSession {
  if (verdict.state === shown.state) return { ...shown, reason: verdict.reason, next: null };
  const needMs = holdMs(shown.state, verdict.state);
  const sinceMs = shown.next?.state === verdict.state ? shown.next.sinceMs : nowMs;
  if (nowMs - sinceMs >= needMs) return { ...verdict, sinceMs: nowMs, next: null };
  return { ...shown, next: { state: verdict.state, sinceMs } };
}

/** How long facts that make the state `to` must last until it is shown in place of `from`, milliseconds. */
export function holdMs(from: SessionState, to: SessionState): number {
  const [before, after] = [severity[from], severity[to]];
  if (before === undefined || after === undefined || before === after) return 0;
  return after > before ? worseAfterMs : betterAfterMs;
}
