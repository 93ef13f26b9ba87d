import type { ErrorCode } from '../../contract/error-codes.ts';
import type { FailureClass } from '../../contract/origin.ts';
import { troubleWords } from '../../contract/trouble-words.ts';
import { OriginFailure } from './origin-failure.ts';

/** What the operating system's error codes mean for an origin in a folder. The rest passes: the folder may be a share. */
const verdictByCode: Readonly<Record<string, readonly [FailureClass, ErrorCode]>> = {
  ENOSPC: ['blocked', 'ORIGIN_FULL'],
  EDQUOT: ['blocked', 'ORIGIN_FULL'],
  EFBIG: ['blocked', 'ORIGIN_UNWRITABLE'],
  EACCES: ['blocked', 'ORIGIN_UNWRITABLE'],
  EPERM: ['blocked', 'ORIGIN_UNWRITABLE'],
  EROFS: ['blocked', 'ORIGIN_UNWRITABLE'],
  ENOTDIR: ['blocked', 'ORIGIN_UNWRITABLE'],
  EISDIR: ['blocked', 'ORIGIN_UNWRITABLE'],
  ELOOP: ['blocked', 'ORIGIN_UNWRITABLE'],
  ENAMETOOLONG: ['blocked', 'ORIGIN_UNWRITABLE'],
  EIO: ['unstable', 'ORIGIN_UNSTABLE'],
};

const plainByCode: Partial<Record<ErrorCode, string>> = {
  ORIGIN_FULL: 'The origin’s disk is full',
  ORIGIN_UNWRITABLE: 'The origin’s folder can’t be written',
  ORIGIN_UNREADABLE: 'The origin’s folder can’t be read',
  ORIGIN_UNSTABLE: 'The origin’s disk or share gives errors',
};

/** Turns whatever a file operation threw into an `OriginFailure`. Pure. */
export function classifyFileError(thrown: unknown, action: 'read' | 'write', target: string): OriginFailure {
  if (thrown instanceof OriginFailure) return thrown;
  const code = errorCode(thrown);
  const verdict = Object.hasOwn(verdictByCode, code) ? verdictByCode[code] : undefined;
  const [failureClass, writing] = verdict ?? ['unstable', 'ORIGIN_UNREACHABLE'];
  const failureCode = writing === 'ORIGIN_UNWRITABLE' && action === 'read' ? 'ORIGIN_UNREADABLE' : writing;
  return new OriginFailure({
    class: failureClass,
    code: failureCode,
    message: troubleWords(
      plainByCode[failureCode] ?? 'The origin’s folder does not answer',
      `${action} ${target}: ${thrown instanceof Error ? thrown.message : String(thrown)}`,
    ),
    ambiguous: failureClass === 'unstable' && action === 'write',
    cause: thrown,
  });
}

/** The operating system's code of a thrown value (`ENOENT`), or empty. */
export function errorCode(thrown: unknown): string {
  if (!(thrown instanceof Error) || !('code' in thrown)) return '';
  return typeof thrown.code === 'string' ? thrown.code : '';
}
