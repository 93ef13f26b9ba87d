import { mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { temporaryName } from './leftovers.ts';
import { syncDirectory } from './sync-directory.ts';

/**
 * Writes a file so that after this returns it is there whole, also after a power cut, and before this returns it is not
 * there under its name at all: temporary name, fsync, rename, fsync of the directory.
 */
export async function writeDurably(path: string, bytes: Uint8Array, mode = 0o644): Promise<void> {
  await makeDirectoryDurably(dirname(path));
  const temporary = temporaryName(path);
  try {
    const file = await open(temporary, 'w', mode);
    try {
      await file.writeFile(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  await syncDirectory(dirname(path));
}

/**
 * Makes a directory and the missing ones above it, each entry fsynced in its parent. One by one: Node's own recursive way
 * never ends where the file system denies a new name with ENOENT, as /proc does.
 */
export async function makeDirectoryDurably(path: string): Promise<void> {
  const made = await makeOne(path);
  if (made === 'is there') return;
  if (made === 'no parent') {
    await makeDirectoryDurably(dirname(path));
    await mkdir(path).catch(ignoreExisting);
  }
  await syncDirectory(dirname(path));
}

async function makeOne(path: string): Promise<'made' | 'is there' | 'no parent'> {
  try {
    await mkdir(path);
    return 'made';
  } catch (error) {
    if (hasCode(error, 'ENOENT') && dirname(path) !== path) return 'no parent';
    if (hasCode(error, 'EEXIST') && (await stat(path)).isDirectory()) return 'is there';
    throw error;
  }
}

/** Another writer made it meanwhile. */
function ignoreExisting(error: unknown): void {
  if (!hasCode(error, 'EEXIST')) throw error;
}

const hasCode = (error: unknown, code: string): boolean =>
  error instanceof Error && 'code' in error && error.code === code;
