import { etagOf } from '../../contract/network/object-transfer.ts';
import type { ContentCoding } from './content-coding.ts';

/** Strong validator of an object in one coding: each is another sequence of bytes. */
export function entityTag(sha256: string, coding: ContentCoding): string {
  return coding === 'identity' ? etagOf(sha256) : `"${sha256}-${coding}"`;
}
