import type { IncomingHttpHeaders } from 'node:http';
import { etagOf } from '../../contract/network/object-transfer.ts';
import type { ByteSpan } from '../store/object-store.ts';
import { parseByteRange } from './byte-range.ts';
import { matchesTag } from './matches-tag.ts';

/** How a GET or HEAD of something that is there is answered. */
export type ReadDecision =
  | { readonly status: 200 }
  | { readonly status: 206; readonly span: ByteSpan }
  | { readonly status: 304 }
  | { readonly status: 412 }
  | { readonly status: 416 };

/** Conditions first, then the range (RFC 9110, 13.2.2). Pure. */
export function decideRead(
  headers: IncomingHttpHeaders,
  object: { readonly sha256: string; readonly sizeBytes: number },
): ReadDecision {
  const etag = etagOf(object.sha256);
  if (headers['if-match'] !== undefined && !matchesTag(headers['if-match'], etag)) return { status: 412 };
  if (matchesTag(headers['if-none-match'], etag)) return { status: 304 };
  const isOther = headers['if-range'] !== undefined && headers['if-range'] !== etag;
  const range = parseByteRange(isOther ? undefined : headers.range, object.sizeBytes);
  if (range === undefined) return { status: 200 };
  return range === 'unsatisfiable' ? { status: 416 } : { status: 206, span: range };
}
