import type { ServerResponse } from 'node:http';
import type { SurecastError } from '../../contract/surecast-error.ts';

/** Whether a viewer is given what a path names. */
export type ViewerDecision =
  | { readonly kind: 'allowed' }
  /** Another edge has it for this viewer: a redirect (302) to this URL. */
  | { readonly kind: 'moved'; readonly location: string }
  | {
      readonly kind: 'denied';
      readonly status: 403 | 503;
      readonly error: SurecastError;
      readonly retryAfterSeconds?: number;
    };

/** Answers a request that was moved or denied: nobody keeps that answer, and pages of other edges may read it. */
export function answerDecision(
  decision: Exclude<ViewerDecision, { kind: 'allowed' }>,
  response: ServerResponse,
): void {
  const common = {
    'Cache-Control': 'no-store',
    'Access-Control-Allow-Origin': '*',
    'X-Content-Type-Options': 'nosniff',
  };
  if (decision.kind === 'moved') {
    response.writeHead(302, { ...common, Location: decision.location, 'Content-Length': 0 }).end();
    return;
  }
  const { code, message, cure } = decision.error;
  response
    .writeHead(decision.status, {
      ...common,
      'Content-Type': 'application/json; charset=utf-8',
      ...(decision.retryAfterSeconds === undefined ? {} : { 'Retry-After': decision.retryAfterSeconds }),
    })
    .end(JSON.stringify({ code, message, cure }));
}
