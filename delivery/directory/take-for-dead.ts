import type { DirectoryTimes } from './directory-times.ts';

/** When a listed node was last heard; undefined: never. */
export type HeardAt = (name: string) => { readonly heardAtMs: number; readonly isAlive: boolean } | undefined;

/**
 * Whom a member takes for dead, by what it has heard itself; undefined while it has not listened for long enough. A node
 * that was not heard at all since the member listens has longer: after an outage not all come back at once.
 */
export function takeForDead(
  listed: readonly string[],
  heard: HeardAt,
  listening: { readonly forMs: number; readonly nowMs: number },
  times: Pick<DirectoryTimes, 'listenMs' | 'unheardMs'>,
): string[] | undefined {
  const { forMs, nowMs } = listening;
  if (forMs < times.listenMs) return undefined;
  return listed.filter((name) => {
    const node = heard(name);
    if (node?.isAlive === true) return false;
    const wasHeard = node !== undefined && node.heardAtMs >= nowMs - forMs;
    return wasHeard || forMs >= times.unheardMs;
  });
}
