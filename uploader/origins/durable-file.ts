import { randomUUID } from 'node:crypto';
import { link, open, readdir, rename, stat, unlink } from 'node:fs/promises';
import path from 'node:path';
import { syncDirectory } from '../../disk/sync-directory.ts';
import { errorCode } from './classify-file-error.ts';

/** Names of files that are still being written; what a crash leaves of them is swept later and never served. */
const temporaryPrefix = '.surecast-tmp-';

/** Writes the bytes to a new temporary file in the folder and fsyncs it. @returns its path */
export async function writeTemporary(directory: string, bytes: Uint8Array): Promise<string> {
  const temporary = path.join(directory, `${temporaryPrefix}${randomUUID()}`);
  const file = await open(temporary, 'wx');
  try {
    await file.writeFile(bytes);
    await file.sync();
  } catch (error) {
    await discard(temporary);
    throw error;
  } finally {
    await file.close();
  }
  return temporary;
}

/** Gives the temporary file a name that nothing has yet. @returns false if the name is taken, and the file is still there */
export async function publishNew(temporary: string, target: string): Promise<boolean> {
  try {
    await link(temporary, target);
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    if (!lacksHardLinks(errorCode(error))) throw error;
    // FAT and some shares have no hard links: between this question and the rename another writer could slip in.
    if (await exists(target)) return false;
    await rename(temporary, target);
  }
  await discard(temporary);
  await syncDirectory(path.dirname(target));
  return true;
}

/** Gives the temporary file a name, taking the place of the file that has it. */
export async function publishOver(temporary: string, target: string): Promise<void> {
  await rename(temporary, target);
  await syncDirectory(path.dirname(target));
}

/** Removes a temporary file if it is still there. */
export async function discard(temporary: string): Promise<void> {
  await unlink(temporary).catch(() => undefined);
}

/** Removes what writers that died more than an hour ago left in a folder. Best effort. */
export async function sweepTemporaries(directory: string, nowMs: number): Promise<void> {
  const names = await readdir(directory).catch(() => []);
  for (const name of names) {
    if (!name.startsWith(temporaryPrefix)) continue;
    const temporary = path.join(directory, name);
    const modifiedMs = await stat(temporary).then(
      (found) => found.mtimeMs,
      () => nowMs,
    );
    if (nowMs - modifiedMs > 60 * 60 * 1000) await discard(temporary);
  }
}

// ENOTSUP and EOPNOTSUPP are one number on Linux; which name Node gives it depends on the platform.
const lacksHardLinks = (code: string): boolean =>
  ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK'].includes(code);

const exists = (target: string): Promise<boolean> =>
  stat(target).then(
    () => true,
    (error: unknown) => {
      if (errorCode(error) === 'ENOENT') return false;
      throw error;
    },
  );
