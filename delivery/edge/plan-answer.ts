import type { ByteSpan } from '../store/object-store.ts';
import { parseByteRange } from '../transfer/byte-range.ts';
import { matchesTag } from '../transfer/matches-tag.ts';
import type { ContentCoding } from './content-coding.ts';
import { entityTag } from './entity-tag.ts';
import type { ViewerHeaders } from './viewer-request.ts';

/** What is to be sent of an object. Pure. */
export type AnswerPlan =
  | { readonly kind: 'whole' }
  | { readonly kind: 'part'; readonly range: ByteSpan }
  | { readonly kind: 'not-modified' }
  | { readonly kind: 'unsatisfiable' };

/** @param sizeBytes of the object in the coding that it will be sent in */
export function planAnswer(
  headers: Pick<ViewerHeaders, 'range' | 'ifRange' | 'ifNoneMatch'>,
  object: { readonly sha256: string; readonly sizeBytes: number },
  coding: ContentCoding,
): AnswerPlan {
  const tag = entityTag(object.sha256, coding);
  if (matchesTag(headers.ifNoneMatch, tag)) return { kind: 'not-modified' };
  if (headers.range === undefined || (headers.ifRange !== undefined && headers.ifRange !== tag))
    return { kind: 'whole' };
  const range = parseByteRange(headers.range, object.sizeBytes);
  if (range === undefined) return { kind: 'whole' };
  return range === 'unsatisfiable' ? { kind: 'unsatisfiable' } : { kind: 'part', range };
}
