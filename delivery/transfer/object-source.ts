import type { Readable } from 'node:stream';
import type { ByteSpan, ObjectStore } from '../store/object-store.ts';

/** An object as a server gives it away; it may be still arriving. */
export type ServedObject = {
  readonly sizeBytes: number;
  readonly sha256: string;
  readonly version: number;
  /** Undefined: it was replaced or removed meanwhile; ask the source again. */
  read(span?: ByteSpan): Promise<Readable | undefined>;
};

export type FoundObject =
  | { readonly kind: 'found'; readonly object: ServedObject }
  | { readonly kind: 'missing' }
  /** Whoever would know does not answer. */
  | { readonly kind: 'unavailable' };

/** Where a server gets the objects that others ask it for. */
export type ObjectSource = (key: string, signal: AbortSignal) => Promise<FoundObject>;

/** A store alone, as a main server has it. */
export function storeSource(store: ObjectStore): ObjectSource {
  return async (key) => {
    const object = store.head(key);
    if (object === undefined) return { kind: 'missing' };
    return { kind: 'found', object: { ...object, read: (span) => store.read(object, span) } };
  };
}
