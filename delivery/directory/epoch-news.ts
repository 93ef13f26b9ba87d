import type { EpochNews } from '../../contract/network/directory-news.ts';
import type { Plan } from '../../contract/network/plan.ts';

/** What is said of a plan: its epoch, and what has changed of late. */
export type EpochReporter = (plan: Plan | undefined, nowMs: number) => EpochNews;

const maxNamed = 500;

/** @param withinMs changes of so long are told, so that whoever missed a message gets them with the next */
export function reportEpochs(withinMs: number): EpochReporter {
  let seen: { readonly epoch: number; readonly atMs: number }[] = [];
  return (plan, nowMs) => {
    const epoch = plan?.epoch ?? 0;
    if (seen.at(-1)?.epoch !== epoch) seen.push({ epoch, atMs: nowMs });
    // The newest that is old enough stays, as the one that changes are counted from.
    const old = seen.findLastIndex(({ atMs }) => nowMs - atMs > withinMs);
    if (old > 0) seen = seen.slice(old);
    const since = Math.min(seen[0]?.epoch ?? epoch, epoch);
    const changed = Object.entries(plan?.broadcasts ?? {})
      .filter(([, assignment]) => assignment.since > since)
      .map(([broadcast]) => broadcast);
    return { epoch, since, ...(changed.length <= maxNamed && { changed }) };
  };
}
