import type { Readable } from 'node:stream';
import type { AnsweredServer } from '../../contract/network/directory-calls.ts';
import type { StoredObject } from '../../contract/origin.ts';

/** What another node answered to a GET. */
export type FetchedObject =
  | {
      readonly kind: 'found';
      readonly sizeBytes: number;
      readonly sha256: string;
      readonly contentType: string;
      readonly cacheControl: string;
      /** Rises with each version of a playlist; undefined: the server tells none. */
      readonly version: number | undefined;
      readonly body: Readable;
    }
  | { readonly kind: 'same' }
  | { readonly kind: 'missing' };

/** What another node answered to a PUT. */
export type PushOutcome =
  | { readonly kind: 'stored' }
  | { readonly kind: 'taken'; readonly sha256: string | undefined };

/** Objects of other nodes, over TLS with certificates on both sides. A server that shows another name than the one asked for is refused. */
export type NodeClient = {
  /**
   * @param ifNot SHA-256 of what is held already: `same` if nothing newer is there
   * @throws SurecastError NODE_UNREACHABLE when no answer began within `headersTimeoutMs`, NODE_REFUSED
   */
  get(
    server: AnsweredServer,
    key: string,
    options: { readonly ifNot?: string; readonly headersTimeoutMs: number; readonly signal: AbortSignal },
  ): Promise<FetchedObject>;
  /** What the server has on its own disk, whose bytes it reads again for this. @throws SurecastError NODE_UNREACHABLE, NODE_REFUSED */
  head(server: AnsweredServer, key: string, signal: AbortSignal): Promise<StoredObject | undefined>;
  /** Sends bytes with their SHA-256. @throws SurecastError NODE_UNREACHABLE, NODE_REFUSED */
  put(
    server: AnsweredServer,
    key: string,
    object: { readonly sizeBytes: number; readonly sha256: string; readonly version: number },
    body: Readable,
    signal: AbortSignal,
  ): Promise<PushOutcome>;
  close(): Promise<void>;
};
