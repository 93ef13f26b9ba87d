import { open } from 'node:fs/promises';

/**
 * Makes the names in a directory safe against a power cut (fsync of the directory). Windows can't open a directory and
 * keeps names in order by its own journal.
 */
export async function syncDirectory(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const directory = await open(path, 'r');
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}
