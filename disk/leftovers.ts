import { randomUUID } from 'node:crypto';
import { opendir, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** Marks the temporary files of this life of the program. */
const life = randomUUID().slice(0, 8);

/** The name under which a file is written until it is whole. */
export function temporaryName(path: string): string {
  return `${path}.${life}.tmp`;
}

/** Whether a file was left half-written by an earlier life of the program. */
export function isLeftover(name: string): boolean {
  return name.endsWith('.tmp') && !name.endsWith(`.${life}.tmp`);
}

/** Removes what earlier lives of the program left half-written below a directory, however many files lie there. */
export async function sweepLeftovers(directory: string, signal: AbortSignal): Promise<void> {
  const entries = await opendir(directory, { bufferSize: 512 }).catch(() => undefined);
  if (entries === undefined) return;
  try {
    for await (const entry of entries) {
      if (signal.aborted) return;
      const path = join(directory, entry.name);
      if (entry.isDirectory()) await sweepLeftovers(path, signal);
      else if (entry.isFile() && isLeftover(entry.name)) await rm(path, { force: true });
    }
  } catch {
    // The directory went away meanwhile, with all that was in it.
  }
}
