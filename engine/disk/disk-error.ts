import { SurecastError } from '../../contract/surecast-error.ts';
import { diskTrouble } from '../../disk/disk-trouble.ts';

/** What to tell a person when the disk of a data directory is why something failed; undefined when it is not. */
export function diskError(root: string, cause: unknown): SurecastError | undefined {
  if (cause instanceof SurecastError) return undefined;
  switch (diskTrouble(cause)) {
    case 'full':
      return new SurecastError('DISK_FULL', `The disk of ${root} has no room at all.`, { cause });
    case 'read-only':
      return new SurecastError('DISK_READ_ONLY', `The disk of ${root} is read-only.`, { cause });
    case 'failing':
      return new SurecastError('DISK_FAILING', `The disk of ${root} fails (${messageOf(cause)}).`, { cause });
    case undefined:
      return undefined;
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
