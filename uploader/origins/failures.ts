import type { ObjectToStore, StoredObject } from '../../contract/origin.ts';
import { OriginFailure } from './origin-failure.ts';

/** The key already holds something else: the caller decides what that means. */
export function nameTaken(key: string, existing: StoredObject): OriginFailure {
  return new OriginFailure({
    class: 'object',
    code: 'ORIGIN_NAME_TAKEN',
    message: `${key} already holds another object of ${existing.sizeBytes} bytes, which is left as it is.`,
    conflict: { existing },
  });
}

/** The object changed between asking what is there and replacing it: the next attempt asks again. */
export function changedMeanwhile(key: string): OriginFailure {
  return new OriginFailure({
    class: 'object',
    code: 'ORIGIN_UNSTABLE',
    message: `${key} was changed by another writer at the same moment.`,
  });
}

/** The origin holds nothing under the key, although it accepted it. */
export function missing(key: string): OriginFailure {
  return new OriginFailure({
    class: 'object',
    code: 'OBJECT_MISSING',
    message: `${key} is not at the origin.`,
  });
}

/** The bytes at the origin are other ones. */
export function differs(key: string, found: string): OriginFailure {
  return new OriginFailure({
    class: 'object',
    code: 'CHECKSUM_MISMATCH',
    message: `${key} differs at the origin: ${found}.`,
  });
}

/** The bytes in hand are not those of the catalog's row: nothing is sent. */
export function localBytesDiffer(object: Pick<ObjectToStore, 'key' | 'path'>): OriginFailure {
  return new OriginFailure({
    class: 'local',
    code: 'FILE_CHANGED',
    message: `${object.path} is not the file that was recorded for ${object.key}.`,
  });
}

/** More bytes than the caller is ready to read. */
export function tooLarge(key: string, maxBytes: number): OriginFailure {
  return new OriginFailure({
    class: 'object',
    code: 'ORIGIN_REFUSED',
    message: `${key} is larger than the ${maxBytes} bytes that may be read.`,
  });
}
