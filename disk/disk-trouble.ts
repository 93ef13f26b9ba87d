/** What a disk may refuse: there is no room (or a quota is used up), it takes no writes at all, or it fails. */
export type DiskTrouble = 'full' | 'read-only' | 'failing';

const troubles: readonly { readonly codes: RegExp; readonly trouble: DiskTrouble }[] = [
  { codes: /^(ENOSPC|EDQUOT|SQLITE_FULL)$/, trouble: 'full' },
  { codes: /^(EROFS|SQLITE_READONLY(_.*)?)$/, trouble: 'read-only' },
  { codes: /^(EIO|ENXIO|ENODEV|SQLITE_IOERR(_.*)?|SQLITE_CANTOPEN(_.*)?)$/, trouble: 'failing' },
];

/** Causes of causes are followed so far. */
const deepestCause = 4;

/**
 * Whether an error is the disk's: such a failure may pass, and what failed is to be tried again. Reads the codes of
 * the system and of SQLite, also of the error's causes. Pure.
 */
export function diskTrouble(error: unknown, depth = 0): DiskTrouble | undefined {
  if (!(error instanceof Error) || depth > deepestCause) return undefined;
  const code = 'code' in error ? String(error.code) : '';
  return troubles.find(({ codes }) => codes.test(code))?.trouble ?? diskTrouble(error.cause, depth + 1);
}
