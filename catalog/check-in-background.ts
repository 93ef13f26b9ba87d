import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { z } from 'zod';
import type { SurecastError } from '../contract/surecast-error.ts';
import { type CountDrifts, countDrifts } from './counts.ts';
import { damagedCatalog } from './open-database.ts';

const checkFile = new URL('./check-thread.ts', import.meta.url);
/** What the thread says: `ok` or the damage in SQLite's words, and wrong counts where there is none. */
const checkFindings = z.object({ verdict: z.string(), drifts: countDrifts.optional() });
export type CheckFindings = z.infer<typeof checkFindings>;

/**
 * Looks through a catalog that was too large to be looked through when it was opened, in a thread that only reads.
 * @returns the damage, or the counts that are wrong; neither when all is well, or the signal aborted. A check that fails for
 * another reason (no memory) has found nothing.
 */
export async function checkInBackground(
  path: string,
  signal: AbortSignal,
): Promise<{ readonly damage?: SurecastError; readonly drifts?: CountDrifts | undefined }> {
  const thread = new Worker(checkFile, { workerData: path, name: 'catalog-check' });
  try {
    const [said] = await once(thread, 'message', { signal });
    const { verdict, drifts } = checkFindings.parse(said);
    return verdict === 'ok' ? { drifts } : { damage: damagedCatalog(path, verdict) };
  } catch {
    return {};
  } finally {
    await thread.terminate();
  }
}
