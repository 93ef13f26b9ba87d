import { OriginFailure } from './origin-failure.ts';

// S3 allows 1024 bytes of UTF-8 for prefix and key together; one part becomes a file name, which has 255 at most.
const longestKeyBytes = 1024;
const longestPartBytes = 255;

/**
 * Puts a key below the origin's prefix. Keys are made by Surecast from validated names, so a bad one is a fault of ours;
 * it is refused all the same before it can leave the prefix or the folder.
 * @param prefix without slashes at its ends, or empty
 * @throws OriginFailure of class `object`
 */
export function fullKey(prefix: string, key: string): string {
  const full = prefix === '' ? key : `${prefix}/${key}`;
  if (isPlainKey(key) && Buffer.byteLength(full) <= longestKeyBytes) return full;
  throw new OriginFailure({
    class: 'object',
    code: 'INTERNAL',
    message: `${JSON.stringify(key.slice(0, 100))} can't be the key of an object.`,
  });
}

function isPlainKey(key: string): boolean {
  if (/[\\\p{Cc}]/u.test(key)) return false;
  return key
    .split('/')
    .every(
      (part) => part !== '' && part !== '.' && part !== '..' && Buffer.byteLength(part) <= longestPartBytes,
    );
}
