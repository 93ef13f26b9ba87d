import type { EdgeObject } from './edge-cache.ts';

export type AnswerBody =
  | { readonly kind: 'none' }
  | { readonly kind: 'bytes'; readonly bytes: Buffer }
  /** Not whole yet: sent as it arrives. */
  | { readonly kind: 'arriving'; readonly object: EdgeObject; readonly start: number; readonly end: number };

/** What is sent to a viewer, whoever writes it on the connection. */
export type ViewerAnswer = {
  readonly status: number;
  /** Names and values in turn; the connection adds `Date`, `Content-Length` and `Connection`. */
  readonly fields: readonly string[];
  readonly body: AnswerBody;
  /** Whose egress it is. */
  readonly broadcast: string | undefined;
  /** `Content-Length` where it is not the body's: of an answer to HEAD. */
  readonly contentLength?: number;
  /** Given to many: what is written for it is worth keeping. */
  readonly isReused?: boolean;
};

/** `Content-Length`; undefined: the status has none (204, 304). */
export function contentLength({ status, body, contentLength: said }: ViewerAnswer): number | undefined {
  if (status === 304 || status === 204) return undefined;
  return said ?? bodyBytes({ body });
}

/** How much is sent behind the head. */
export function bodyBytes({ body }: Pick<ViewerAnswer, 'body'>): number {
  if (body.kind === 'bytes') return body.bytes.length;
  return body.kind === 'arriving' ? body.end - body.start + 1 : 0;
}
