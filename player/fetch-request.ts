import type { ByteRange } from './resource.ts';

export type FetchRequest = {
  /** Absolute `http:`, `https:` or `file:` URL. */
  readonly url: string;
  readonly byteRange?: ByteRange | undefined;
  readonly maxBytes: number;
  readonly isPlaylist?: boolean;
  /** Of the copy at hand: the answer may be `unchanged`. */
  readonly etag?: string | undefined;
  /** Asks caches on the way for a fresh copy. */
  readonly bypassCaches?: boolean;
  /** For the whole transfer; undefined: as long as bytes come. */
  readonly deadlineMs?: number;
  /** Less patience than the client has: it has stalled after so long. */
  readonly stallMs?: number;
};

export type Fetched =
  | 'unchanged'
  | {
      readonly bytes: Uint8Array;
      /** Where it was found in the end, after redirects. */
      readonly url: string;
      readonly etag: string | undefined;
    };
