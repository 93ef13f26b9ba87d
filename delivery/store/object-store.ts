import type { Readable } from 'node:stream';

/** An object that the store holds, whole and fsynced. */
export type HeldObject = {
  readonly key: string;
  readonly sizeBytes: number;
  readonly sha256: string;
  /** When it was stored, milliseconds since 1970. */
  readonly storedAtMs: number;
};

export type WriteCondition =
  | { readonly kind: 'create' }
  | { readonly kind: 'replace'; readonly sha256: string }
  /** From a tier above, whose word counts: playlists only. */
  | { readonly kind: 'newest' };

export type StoreOutcome =
  | { readonly kind: 'stored'; readonly object: HeldObject }
  /** The same bytes were there. */
  | { readonly kind: 'same'; readonly object: HeldObject }
  | { readonly kind: 'taken'; readonly object: HeldObject }
  /** `If-Match` on what is not there. */
  | { readonly kind: 'missing' }
  | { readonly kind: 'digest-mismatch'; readonly sha256: string }
  | { readonly kind: 'no-room' };

/** Objects of broadcasts on the local disk: what is answered `stored` survives a power cut. Serves main and intermediates. */
export type ObjectStore = {
  /** Keeps the bytes if they have this SHA-256; nothing is kept of a stream that breaks off or does not match. */
  put(
    key: string,
    body: Readable,
    expected: { readonly sha256: string; readonly sizeBytes: number },
    condition: WriteCondition,
  ): Promise<StoreOutcome>;
  head(key: string): HeldObject | undefined;
  /** A file handle's stream of `[start, end]`, both within. */
  read(object: HeldObject, range?: { readonly start: number; readonly end: number }): Readable;
  /** All objects of a broadcast, in the order in which they were stored. */
  list(broadcast: string): readonly HeldObject[];
  broadcasts(): readonly string[];
  /** Called after an object was stored, durably, whoever brought it. */
  onStored(listener: (object: HeldObject) => void): () => void;
  remove(broadcast: string): Promise<void>;
  close(): Promise<void>;
};
