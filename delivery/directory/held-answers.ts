import type { AssignedAnswer, EnumerationAnswer } from '../../contract/network/directory-calls.ts';
import type { EpochNews } from '../../contract/network/directory-news.ts';

/** An answer that is held. */
export type HeldAnswer = {
  readonly answer: AssignedAnswer;
  readonly askedAtMs: number;
  /** Epoch at which it is known to be right. */
  readonly atEpoch: number;
  /** Not asked again before this. */
  readonly notBeforeMs: number;
  /** Since when the directory says that there is no such broadcast. */
  readonly deniedSinceMs: number | undefined;
};

/**
 * So long a held answer outlives the directory's word that there is no such broadcast: one that has lost its plan says so until
 * the main server has registered again, and one that is over does no harm.
 */
const deniedForMs = 60_000;
/** A member that is behind is not asked again within this. */
const behindMs = 200;
/** A broadcast that is unknown is not asked for again within this. */
export const unknownForMs = 1_000;

/** Whether a newer epoch was heard of, and nothing that says that this answer has not changed. */
export const isOutdated = (
  { atEpoch, notBeforeMs }: HeldAnswer,
  newestEpoch: number,
  nowMs: number,
): boolean => nowMs >= notBeforeMs && atEpoch !== newestEpoch;

/** Whether it should be asked for again, in the background. */
export const isDue = (held: HeldAnswer, newestEpoch: number, nowMs: number): boolean =>
  isOutdated(held, newestEpoch, nowMs) ||
  (nowMs >= held.notBeforeMs && nowMs - held.askedAtMs > held.answer.ttlSeconds * 1_000);

/** What is held after an answer came; undefined: nothing, the broadcast is unknown. */
export function holdNext(
  held: HeldAnswer | undefined,
  reply: EnumerationAnswer,
  newestEpoch: number,
  nowMs: number,
): HeldAnswer | undefined {
  const notBeforeMs = reply.epoch < newestEpoch ? nowMs + behindMs : 0;
  const isBehind = held !== undefined && reply.epoch < held.answer.epoch && newestEpoch >= held.answer.epoch;
  if (isBehind) return { ...held, notBeforeMs };
  if (reply.kind === 'assigned')
    return { answer: reply, askedAtMs: nowMs, atEpoch: reply.epoch, notBeforeMs, deniedSinceMs: undefined };
  if (held === undefined) return undefined;
  const deniedSinceMs = held.deniedSinceMs ?? nowMs;
  return nowMs - deniedSinceMs < deniedForMs
    ? { ...held, deniedSinceMs, askedAtMs: nowMs, notBeforeMs: nowMs + unknownForMs }
    : undefined;
}

/** Nobody answered: what is held goes on holding. Asked again after a while, not by all nodes at once. */
export const holdOn = (held: HeldAnswer, nowMs: number): HeldAnswer => ({
  ...held,
  notBeforeMs: nowMs + 1_000 + Math.random() * 2_000,
});

/** What is held after news that name what has changed: all else is known to be right without asking. */
export function holdThrough(held: HeldAnswer, news: EpochNews): HeldAnswer {
  const isCovered = held.atEpoch >= news.since && held.atEpoch < news.epoch;
  const isUnchanged = isCovered && news.changed?.includes(held.answer.broadcast) === false;
  return isUnchanged ? { ...held, atEpoch: news.epoch } : held;
}

/** Whether two answers name other servers. */
export const namesOthers = (left: AssignedAnswer | undefined, right: AssignedAnswer): boolean =>
  left === undefined ||
  JSON.stringify([left.main, left.servers]) !== JSON.stringify([right.main, right.servers]);
