/** What an uplink worker and an origin say to each other. Pure types: they also cross the worker boundary. */

/** How an origin attested that it holds the same bytes, strongest first. Written on the receipt. */
export type Proof =
  /** The store returned the SHA-256 it computed itself at upload (S3 `HeadObject` with `ChecksumMode`). */
  | 'sha256-attested'
  /** The store keeps no SHA-256: the object was read back whole and hashed here. */
  | 'sha256-read-back';

/** One file on its way to one origin, as a worker needs it. */
export type ObjectToStore = {
  /** Absolute path of the local file. */
  readonly path: string;
  /** Key below the origin's prefix: `NAME/VARIANT/00000012-0a1b2c3d4e5f.ts`, with `/` on every platform. */
  readonly key: string;
  readonly sizeBytes: number;
  /** Lower-case hex SHA-256 of the file. */
  readonly sha256: string;
  readonly contentType: string;
  readonly cacheControl: string;
  /**
   * `immutable`: the key is written once; a different object under it is a conflict, never overwritten.
   * `replaceable`: a playlist; `replaces` is the SHA-256 of the version that may be replaced (undefined: none yet).
   */
  readonly write:
    | { readonly mode: 'immutable' }
    | { readonly mode: 'replaceable'; readonly replaces: string | undefined };
};

/** What an origin can prove and refuse, found by a probe and remembered. */
export type OriginCapabilities = {
  /** Refuses an upload whose bytes do not match the checksum sent with it. */
  readonly refusesBadChecksum: boolean;
  /** Returns the SHA-256 of a stored object when asked. */
  readonly attestsSha256: boolean;
  /** Honours `If-None-Match: *` on writes (412 when the key exists). */
  readonly conditionalCreate: boolean;
  /** Honours `If-Match: etag` on writes (412 when the object is another version). */
  readonly conditionalReplace: boolean;
  /** ISO time of the probe. */
  readonly probedAt: string;
};

/** An object as the origin describes it. */
export type StoredObject = {
  readonly sizeBytes: number;
  /** The SHA-256 that the store attests, if it keeps one. */
  readonly sha256: string | undefined;
  readonly etag: string | undefined;
};

/**
 * Why an attempt failed, which decides what happens next.
 * - `unstable`: the link or the store (refused, reset, stalled, too slow, 5xx, throttled): the origin backs off, then again.
 * - `object`: only this object (checksum refused, proof differs, conflict): this upload waits, the others go on.
 * - `blocked`: needs a person (403, no bucket, wrong clock): named with its cure, asked again at a slow pace until cured.
 * - `local`: the local file is gone or changed.
 */
export type FailureClass = 'unstable' | 'object' | 'blocked' | 'local';

/**
 * An origin: where objects are stored. One adapter a kind of origin; every one passes the same conformance suite
 * (`uploader/origins/conformance.ts`). Methods throw `OriginFailure` and nothing else, and stop when the signal aborts.
 */
export type Origin = {
  /**
   * Stores the object's bytes in one request, with the strongest checksum the origin takes. A resolved promise
   * means only that the origin answered yes: proof is `prove`'s task.
   * A key that already holds the same bytes counts as stored. One that holds others, or another version than the one
   * to be replaced, fails as `object` with `conflict.existing`, whose SHA-256 is known also where the store attests none:
   * bytes of ours that went bad at the origin are mended by a `replaceable` write that replaces exactly those.
   */
  put(object: ObjectToStore, body: Uint8Array, signal: AbortSignal): Promise<void>;
  /** Asks the origin in a request of its own whether it holds exactly these bytes. Throws if it does not. */
  prove(object: Pick<ObjectToStore, 'key' | 'sizeBytes' | 'sha256'>, signal: AbortSignal): Promise<Proof>;
  /** Describes the object, or undefined if there is none. */
  head(key: string, signal: AbortSignal): Promise<StoredObject | undefined>;
  /** The whole object, or undefined if there is none. Refuses more than `maxBytes`. */
  get(key: string, maxBytes: number, signal: AbortSignal): Promise<Uint8Array | undefined>;
  /**
   * Asks something that costs next to nothing. Resolves when any answer came, whatever it says; fails as `unstable` when none did.
   */
  ask(signal: AbortSignal): Promise<void>;
  /**
   * Finds out what this origin can prove, by writing small objects below the prefix `.surecast-probe/` and removing
   * them where it may. Fails like `put` does when the origin can't be written at all.
   */
  probe(signal: AbortSignal): Promise<OriginCapabilities>;
  /** Frees connections. */
  close(): void;
};
