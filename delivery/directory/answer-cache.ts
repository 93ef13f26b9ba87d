import type { AssignedAnswer, EnumerationAnswer } from '../../contract/network/directory-calls.ts';
import type { EpochNews } from '../../contract/network/directory-news.ts';
import type { AnswerFile } from './answer-file.ts';
import type { KnownServers } from './directory-client.ts';
import { type EpochMeaning, followEpochs } from './follow-epochs.ts';
import {
  type HeldAnswer,
  holdNext,
  holdOn,
  holdThrough,
  isDue,
  isOutdated,
  namesOthers,
  unknownForMs,
} from './held-answers.ts';

/** What a node knows of the directory's answers; asks nobody. */
export type AnswerCache = {
  /** What is known, and whether it should be asked for (again); `servers` is undefined when nothing is known. */
  readonly look: (broadcast: string) => {
    readonly servers: KnownServers | undefined;
    readonly isDue: boolean;
  };
  readonly answer: (broadcast: string) => AssignedAnswer | undefined;
  readonly keep: (reply: EnumerationAnswer) => KnownServers;
  /** Nobody answered. */
  readonly keepOn: (broadcast: string) => KnownServers;
  readonly hearEpoch: (epoch: number) => EpochMeaning;
  readonly hearNews: (news: EpochNews) => void;
  /** Broadcasts whose answer may have changed. */
  readonly outdated: () => string[];
  readonly onChange: (listener: (answer: AssignedAnswer) => void) => () => void;
  readonly epoch: () => number;
};

/** So many answers are held at most; the ones that came longest ago go first. */
const maxHeld = 5_000;

/** @param kept answers from before this process started */
export function openAnswerCache(kept: readonly AssignedAnswer[], file: AnswerFile): AnswerCache {
  const epochs = followEpochs(kept.reduce((newest, { epoch }) => Math.max(newest, epoch), 0));
  const held = new Map(kept.map((answer) => [answer.broadcast, fromBefore(answer)]));
  const unknownUntilMs = new Map<string, number>();
  const listeners = new Set<(answer: AssignedAnswer) => void>();
  const save = (): void => file.save(() => [...held.values()].map(({ answer }) => answer));

  function keepUnknown(broadcast: string): KnownServers {
    put(unknownUntilMs, broadcast, performance.now() + unknownForMs);
    if (held.delete(broadcast)) save();
    return { kind: 'unknown' };
  }

  return {
    look: (broadcast) => {
      const nowMs = performance.now();
      const found = held.get(broadcast);
      if (found !== undefined) return { servers: known(found), isDue: isDue(found, epochs.newest(), nowMs) };
      const isUnknown = (unknownUntilMs.get(broadcast) ?? 0) > nowMs;
      return { servers: isUnknown ? { kind: 'unknown' } : undefined, isDue: !isUnknown };
    },
    answer: (broadcast) => held.get(broadcast)?.answer,
    keep: (reply) => {
      const before = held.get(reply.broadcast);
      const next = holdNext(before, reply, epochs.newest(), performance.now());
      if (next === undefined) return keepUnknown(reply.broadcast);
      unknownUntilMs.delete(reply.broadcast);
      put(held, reply.broadcast, next);
      if (namesOthers(before?.answer, next.answer)) {
        save();
        for (const listener of listeners) listener(next.answer);
      }
      return known(next);
    },
    keepOn: (broadcast) => {
      const found = held.get(broadcast);
      if (found === undefined) return { kind: 'unreachable' };
      held.set(broadcast, holdOn(found, performance.now()));
      return known(found);
    },
    hearEpoch: (epoch) => epochs.hear(epoch, performance.now()),
    hearNews: (news) => {
      epochs.hear(news.epoch, performance.now());
      for (const [broadcast, found] of held) held.set(broadcast, holdThrough(found, news));
    },
    outdated: () => {
      const nowMs = performance.now();
      return [...held].flatMap(([broadcast, found]) =>
        isOutdated(found, epochs.newest(), nowMs) ? [broadcast] : [],
      );
    },
    onChange: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    epoch: epochs.newest,
  };
}

/** Right as of the epoch that it names, and asked for again at the first opportunity. */
const fromBefore = (answer: AssignedAnswer): HeldAnswer => ({
  answer,
  askedAtMs: Number.NEGATIVE_INFINITY,
  atEpoch: answer.epoch,
  notBeforeMs: 0,
  deniedSinceMs: undefined,
});

const known = ({ answer, askedAtMs }: HeldAnswer): KnownServers => ({ kind: 'assigned', answer, askedAtMs });

/** Puts an entry behind all others; the first one goes when there are too many. */
function put<T>(entries: Map<string, T>, name: string, entry: T): void {
  entries.delete(name);
  entries.set(name, entry);
  const [first] = entries.keys();
  if (entries.size > maxHeld && first !== undefined) entries.delete(first);
}
