import type { ErrorCode } from './error-codes.ts';

/** Why a path can't be used, by the code that the system gives. */
const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'it is not there, or nothing can be made there',
  ENOTDIR: 'a file stands where a folder is needed',
  EISDIR: 'it is a folder',
  EACCES: 'this user may not',
  EPERM: 'this user may not',
  ENAMETOOLONG: 'its name is too long',
  ELOOP: 'its links lead in a circle',
  EROFS: 'its disk is read-only',
  ENOSPC: 'its disk has no room',
  EDQUOT: 'this user’s share of its disk is used up',
};

const codes: Readonly<Record<string, ErrorCode>> = {
  EROFS: 'DISK_READ_ONLY',
  ENOSPC: 'DISK_FULL',
  EDQUOT: 'DISK_FULL',
};

/**
 * What to tell a person when the system refused a path; undefined for every other error. A program that could not be started
 * is none of these: it has an error of its own. Names the system's call, for whoever is asked about it. Pure.
 */
export function pathTrouble(
  thrown: unknown,
): { readonly code: ErrorCode; readonly message: string } | undefined {
  if (!(thrown instanceof Error) || !('code' in thrown) || !('path' in thrown)) return undefined;
  const { code, path } = thrown;
  const call = 'syscall' in thrown ? String(thrown.syscall) : '';
  if (typeof code !== 'string' || typeof path !== 'string' || call.startsWith('spawn')) return undefined;
  const reason = Object.hasOwn(reasons, code) ? reasons[code] : undefined;
  if (reason === undefined) return undefined;
  const words = `${path} can’t be used: ${reason} (${[code, call].filter((each) => each !== '').join(', ')}).`;
  return { code: codes[code] ?? 'PATH_UNUSABLE', message: words };
}
