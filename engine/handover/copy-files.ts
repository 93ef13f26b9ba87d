import { dirname } from 'node:path';
import { SurecastError } from '../../contract/surecast-error.ts';
import { copyFile, type ExpectedFile, isFile } from '../../disk/copy-file.ts';
import { syncDirectory } from '../../disk/sync-directory.ts';

/** One file on its way between a data directory and an export. */
export type FileToCopy = ExpectedFile & { readonly source: string; readonly target: string };

/**
 * Copies what is not yet there, fsynced with its directories, and reads each of them back.
 * @returns the files whose source is not what it must be
 * @throws SurecastError `DISK_FULL`, `EXPORT_UNWRITABLE`
 */
export async function copyFiles<F extends FileToCopy>(
  files: readonly F[],
  onProgress: (done: number) => void,
): Promise<readonly F[]> {
  const damaged: F[] = [];
  const copied: F[] = [];
  let done = 0;
  for (const file of files) {
    if (!(await isFile(file.target, file))) {
      const isCopied = await copyFile(file.source, file.target, file).catch((error) => refuse(file, error));
      (isCopied ? copied : damaged).push(file);
    }
    done += 1;
    onProgress(done);
  }
  for (const directory of new Set(copied.map((file) => dirname(file.target)))) await syncDirectory(directory);
  for (const file of copied) {
    if (!(await isFile(file.target, file))) refuse(file, new Error('it reads back as something else'));
  }
  return damaged;
}

/** What the system says when a file can't be written, in a person's words. */
export function refuse({ target }: { readonly target: string }, error: unknown): never {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    throw new SurecastError('DISK_FULL', `There is no room for ${target}.`, {
      cure: 'Free some space there and run the command again: it goes on where it stopped.',
      cause: error,
    });
  }
  const why =
    code === 'EFBIG'
      ? 'larger than its file system allows, 4 GiB on FAT'
      : code || (error instanceof Error ? error.message : String(error));
  throw new SurecastError('EXPORT_UNWRITABLE', `${target} can't be written (${why}).`, { cause: error });
}
