import type { SessionState } from '../../contract/api/session.ts';

/** What is true of the broadcast on air at one moment. */
export type OnAirFacts = {
  /** A segment was captured in this life of the program. */
  readonly hasCaptured: boolean;
  /** A segment is verified at some origin. */
  readonly hasVerified: boolean;
  /** Why nothing comes from the source; null: it comes. */
  readonly sourceLost: string | null;
  readonly origins: readonly OriginFacts[];
  /** Why the disk needs a look; null: it does not. */
  readonly disk: string | null;
  /** Why the encoder does not keep up with the source; null: it does. */
  readonly slowEncoder: string | null;
  /** Why delivery does not keep up; null: it does. */
  readonly fallingBehind: string | null;
};

export type OriginFacts = {
  readonly url: string;
  readonly optional: boolean;
  readonly state: 'open' | 'waiting' | 'blocked';
  /** Its own sentence while it is not open. */
  readonly message: string | null;
};

/** What the program is doing, as one of its parts knows it. */
export type SessionFacts =
  | { readonly activity: 'idle' | 'preflight' }
  | { readonly activity: 'delivering'; readonly origins: readonly OriginFacts[] }
  | { readonly activity: 'failed'; readonly message: string }
  | { readonly activity: 'capturing'; readonly onAir: OnAirFacts };

/** A state with its reason. */
export type Verdict = { readonly state: SessionState; readonly reason: string | null };

/** Names the state that the facts of this moment make. Pure; `settleSession` keeps it from flapping. */
export function judgeSession(facts: SessionFacts): Verdict {
  if (facts.activity === 'failed') return { state: 'failed', reason: facts.message };
  if (facts.activity === 'delivering') {
    const held = facts.origins.find(({ optional, state }) => !optional && state !== 'open');
    return { state: 'stopping', reason: held === undefined ? null : sentenceOf(held) };
  }
  if (facts.activity !== 'capturing') return { state: facts.activity, reason: null };
  return judgeOnAir(facts.onAir);
}

function judgeOnAir(facts: OnAirFacts): Verdict {
  const away = facts.origins.find(({ optional, state }) => !optional && state === 'waiting');
  const reconnecting = facts.sourceLost ?? (away && sentenceOf(away));
  const isUnderWay = facts.hasCaptured && (facts.hasVerified || away !== undefined);
  const needsLook = reasonToLook(facts);
  if (!isUnderWay && needsLook === undefined) return { state: 'starting', reason: facts.sourceLost };
  if (reconnecting !== undefined) return { state: 'reconnecting', reason: reconnecting };
  return needsLook === undefined ? { state: 'live', reason: null } : { state: 'degraded', reason: needsLook };
}

/** What needs a look although capture and delivery go on: what a person has to do comes first. */
function reasonToLook({ origins, disk, slowEncoder, fallingBehind }: OnAirFacts): string | undefined {
  const blocked = origins.find(({ state, optional }) => state === 'blocked' && !optional);
  const troubled = blocked ?? origins.find(({ state, optional }) => state !== 'open' && optional);
  const here = disk ?? slowEncoder ?? fallingBehind;
  return (blocked && sentenceOf(blocked)) ?? here ?? (troubled && sentenceOf(troubled));
}

/** Which one first: there may be several. */
function sentenceOf({ url, state, message }: OriginFacts): string {
  if (message !== null) return `${url}: ${message}`;
  return `${url} ${state === 'blocked' ? 'refuses what is sent' : 'does not answer'}.`;
}
