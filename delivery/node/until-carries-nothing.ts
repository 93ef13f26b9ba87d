import { setTimeout as sleep } from 'node:timers/promises';
import type { DirectoryClient } from '../directory/directory-client.ts';

const askEveryMs = 500;
/** Edges ask the directory again within moments of a new epoch, and finish what they have begun. */
const graceMs = 5_000;
/** A directory that does not answer moves nothing: whoever waits for it would wait for ever. */
const patienceMs = 60_000;

/** Resolves when the plan names a node for nothing any more and edges have had time to leave it, or after a minute. */
export async function untilCarriesNothing(
  node: string,
  directory: Pick<DirectoryClient, 'ask'>,
): Promise<void> {
  const until = performance.now() + patienceMs;
  while (performance.now() < until) {
    const reply = await directory.ask({ kind: 'snapshot' }).catch(() => undefined);
    const broadcasts = reply?.kind === 'snapshot' ? Object.values(reply.plan?.broadcasts ?? {}) : undefined;
    if (broadcasts?.every(({ servers }) => !servers.includes(node))) return sleep(graceMs);
    await sleep(askEveryMs);
  }
}
