import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ViewerPath } from '../../contract/network/viewer-paths.ts';
import type { SurecastError } from '../../contract/surecast-error.ts';

/** Who asks, as far as a decision may depend on it. */
export type EdgeAsker = {
  readonly address: string;
  readonly userAgent: string;
  /** `Host` as it was sent: not to be trusted for more than an answer to the same asker. */
  readonly host: string;
  readonly isSecure: boolean;
};

export type EdgeDecision =
  | { readonly kind: 'allowed' }
  /** A redirect (302) to another edge. */
  | { readonly kind: 'moved'; readonly location: string }
  | {
      readonly kind: 'denied';
      readonly status: 403 | 503;
      readonly error: SurecastError;
      readonly retryAfterSeconds?: number;
    };

/** What an edge's server leaves to others. Each may be left out. */
export type EdgeHooks = {
  /**
   * May this be had? Asked at every request for a Multivariant Playlist; for Media Playlists and for segments what it said
   * of another one with the same token and broadcast holds for some seconds if it was `allowed`.
   */
  readonly authorize?: (path: ViewerPath, asker: EdgeAsker) => EdgeDecision | Promise<EdgeDecision>;
  /** What is sent in place of a Multivariant Playlist: called once for each version of it and token. */
  readonly transformMultivariant?: (text: string, path: ViewerPath) => string | Promise<string>;
  /** Answers all paths that are not `/live/`: pages, joining, steering. */
  readonly otherwise?: (request: IncomingMessage, response: ServerResponse, path: ViewerPath) => void;
};
