import type { IncomingHttpHeaders } from 'node:http';
import { etagOf } from '../../contract/network/object-transfer.ts';
import type { ByteSpan } from '../store/object-store.ts';
import { decideRange } from './byte-range.ts';

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
  if (headers['if-match'] !== undefined && !names(headers['if-match'], etag)) return { status: 412 };
  if (headers['if-none-match'] !== undefined && names(headers['if-none-match'], etag)) return { status: 304 };
  const isOther = headers['if-range'] !== undefined && headers['if-range'] !== etag;
  const range = decideRange(isOther ? undefined : headers.range, object.sizeBytes);
  if (range.kind === 'part') return { status: 206, span: range.span };
  return { status: range.kind === 'whole' ? 200 : 416 };
}

/** Whether a list of entity tags has this one; `W/` says nothing here, where equal tags are equal bytes. */
const names = (header: string, etag: string): boolean =>
  header.trim() === '*' || header.split(',').some((each) => each.trim().replace(/^W\//, '') === etag);
