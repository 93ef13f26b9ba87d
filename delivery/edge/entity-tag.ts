import { etagOf } from '../../contract/network/object-transfer.ts';
import type { ContentCoding } from './content-coding.ts';

/** Strong validator of an object in one coding: each is another sequence of bytes. */
export function entityTag(sha256: string, coding: ContentCoding): string {
  return coding === 'identity' ? etagOf(sha256) : `"${sha256}-${coding}"`;
}

/** Whether `If-None-Match` names the tag (RFC 9110, 13.1.2: weak comparison, a list, or `*`). */
export function matchesTag(header: string | undefined, tag: string): boolean {
  if (header === undefined) return false;
  if (header === tag || header.trim() === '*') return true;
  return header.split(',').some((each) => each.trim().replace(/^W\//, '') === tag);
}
