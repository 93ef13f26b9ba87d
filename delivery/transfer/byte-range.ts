import type { ByteSpan } from '../store/object-store.ts';

export type RangeDecision =
  /** No range, several (which may be answered whole, RFC 9110, 14.2), or one that is not understood. */
  | { readonly kind: 'whole' }
  | { readonly kind: 'part'; readonly span: ByteSpan }
  | { readonly kind: 'unsatisfiable' };

/** What a `Range` header asks of an object (RFC 9110, 14.1.2). Pure. */
export function decideRange(header: string | undefined, sizeBytes: number): RangeDecision {
  const [, first = '', last = ''] = /^bytes=[ \t]*(\d{0,15})-(\d{0,15})[ \t]*$/i.exec(header ?? '') ?? [];
  if (first === '' && last === '') return { kind: 'whole' };
  if (first === '') return suffix(Number(last), sizeBytes);
  const start = Number(first);
  if (last !== '' && Number(last) < start) return { kind: 'whole' };
  if (start >= sizeBytes) return { kind: 'unsatisfiable' };
  const end = last === '' ? sizeBytes - 1 : Math.min(Number(last), sizeBytes - 1);
  return { kind: 'part', span: { start, end } };
}

/** The last so many bytes. */
function suffix(bytes: number, sizeBytes: number): RangeDecision {
  if (bytes === 0 || sizeBytes === 0) return { kind: 'unsatisfiable' };
  return { kind: 'part', span: { start: Math.max(0, sizeBytes - bytes), end: sizeBytes - 1 } };
}
