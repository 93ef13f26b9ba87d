import type { Readable } from 'node:stream';

/** An object that the store holds, whole and fsynced. */
export type HeldObject = {
  readonly key: string;
  readonly sizeBytes: number;
  readonly sha256: string;
  /**
   * Rises with each version under a key, as long as one main server counts. Given by the server that stored it first: milliseconds since 1970 then, or
   * one more than the version before.
   */
  readonly version: number;
};

export type WriteCondition =
  | { readonly kind: 'create' }
  /** Playlists only: any other key is written once. */
  | { readonly kind: 'replace'; readonly sha256: string }
  /**
   * From a tier above, whose word counts: a playlist takes the place of each with a lower version, and of one with a higher one
   * that it is ahead of by its content (another main server's count); all else is created.
   */
  | { readonly kind: 'newest'; readonly version: number };

export type StoreOutcome =
  | { readonly kind: 'stored'; readonly object: HeldObject }
  /** The same bytes were there. */
  | { readonly kind: 'same'; readonly object: HeldObject }
  /** Others are there, which were not to be replaced. */
  | { readonly kind: 'taken'; readonly object: HeldObject }
  /** What was to be replaced is not there. */
  | { readonly kind: 'missing' }
  /** `sha256`: of the bytes that came; undefined if it was another number of bytes. */
  | { readonly kind: 'digest-mismatch'; readonly sha256: string | undefined }
  | { readonly kind: 'no-room' };

/** The first and the last byte of a part, both within. */
export type ByteSpan = { readonly start: number; readonly end: number };

/** Objects of broadcasts on the local disk: what is answered `stored` survives a power cut. Serves main and intermediates. */
export type ObjectStore = {
  /**
   * Keeps the bytes if they have this SHA-256; nothing is kept of a stream that breaks off or does not match.
   * The body is left unread where the answer is known without it.
   * @throws the body's error, or the system's when the disk takes no writes
   */
  put(
    key: string,
    body: Readable,
    expected: { readonly sha256: string; readonly sizeBytes: number },
    condition: WriteCondition,
  ): Promise<StoreOutcome>;
  head(key: string): HeldObject | undefined;
  /**
   * Bytes of an object, all by default. Undefined: it is not there any more (replaced, removed, or found damaged): ask
   * `head` again. The stream of a whole object ends with an error, before its last piece, if its bytes changed on the disk.
   */
  read(object: HeldObject, span?: ByteSpan): Promise<Readable | undefined>;
  /** Reads an object and tells whether its bytes are still what they were; forgets it if not. */
  check(object: HeldObject): Promise<boolean>;
  /** All objects of a broadcast, in the order in which they were stored. */
  list(broadcast: string): readonly HeldObject[];
  broadcasts(): readonly string[];
  heldBytes(): number;
  /** Called after an object of a broadcast was stored, durably; `newest`: a tier above brought it. */
  onStored(listener: (object: HeldObject, condition: WriteCondition) => void): () => void;
  remove(broadcast: string): Promise<void>;
  close(): Promise<void>;
};
