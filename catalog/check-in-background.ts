import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { z } from 'zod';
import type { SurecastError } from '../contract/surecast-error.ts';
import { damagedCatalog } from './open-database.ts';

const checkFile = new URL('./check-thread.ts', import.meta.url);
const verdict = z.tuple([z.string()]);

/**
 * Looks through a catalog that was too large to be looked through when it was opened, in a thread that only reads.
 * @returns the damage; undefined when there is none, or the signal aborted. A check that fails for another reason (no memory)
 * has found nothing.
 */
export async function checkInBackground(
  path: string,
  signal: AbortSignal,
): Promise<SurecastError | undefined> {
  const thread = new Worker(checkFile, { workerData: path, name: 'catalog-check' });
  try {
    const said = verdict.parse(await once(thread, 'message', { signal }))[0];
    return said === 'ok' ? undefined : damagedCatalog(path, said);
  } catch {
    return undefined;
  } finally {
    await thread.terminate();
  }
}
