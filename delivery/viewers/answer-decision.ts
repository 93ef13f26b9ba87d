import type { ServerResponse } from 'node:http';
import type { EdgeDecision } from '../edge/edge-hooks.ts';

/** On every answer to a viewer that is made for that one: nobody keeps it, and pages that another edge has served may read it. */
export const answerHeaders = {
  'Cache-Control': 'no-store',
  'Access-Control-Allow-Origin': '*',
  'Access-Control-Expose-Headers': 'Retry-After',
  'Cross-Origin-Resource-Policy': 'cross-origin',
  'X-Content-Type-Options': 'nosniff',
} as const;

/** Answers a request that was moved or denied. */
export function answerDecision(
  decision: Exclude<EdgeDecision, { kind: 'allowed' }>,
  response: ServerResponse,
): void {
  if (decision.kind === 'moved') {
    response.writeHead(302, { ...answerHeaders, Location: decision.location, 'Content-Length': 0 }).end();
    return;
  }
  const { code, message, cure } = decision.error;
  response
    .writeHead(decision.status, {
      ...answerHeaders,
      'Content-Type': 'application/json; charset=utf-8',
      ...(decision.retryAfterSeconds === undefined ? {} : { 'Retry-After': decision.retryAfterSeconds }),
    })
    .end(JSON.stringify({ code, message, cure }));
}
