import type { ErrorCode } from '../../contract/error-codes.ts';
import { SurecastError } from '../../contract/surecast-error.ts';
import type { ViewerAnswer } from './viewer-answer.ts';

const corsFields = ['Access-Control-Allow-Origin', '*', 'X-Content-Type-Options', 'nosniff'] as const;

/** An answer in place of an object: JSON with code, message and cure. */
export function refuse(status: number, error: SurecastError, fields: readonly string[] = []): ViewerAnswer {
  const { code, message, cure } = error;
  const body = Buffer.from(JSON.stringify({ code, message, cure }));
  return {
    status,
    fields: [
      'Content-Type',
      'application/json; charset=utf-8',
      'Cache-Control',
      'no-store',
      ...corsFields,
      ...fields,
    ],
    body: { kind: 'bytes', bytes: body },
    broadcast: undefined,
  };
}

const refusalOf = (
  status: number,
  code: ErrorCode,
  message: string,
  fields: readonly string[] = [],
  cure?: string,
): ViewerAnswer =>
  refuse(status, new SurecastError(code, message, cure === undefined ? {} : { cure }), fields);

/** The answers that an edge gives by itself. */
export const refusals = {
  notFound: () => refusalOf(404, 'MEDIA_UNKNOWN', 'There is nothing at this address.'),
  unavailable: () =>
    refusalOf(503, 'MEDIA_UNAVAILABLE', 'The servers behind this edge do not answer.', ['Retry-After', '1']),
  full: () => refusalOf(503, 'EDGE_FULL', 'This edge has as many viewers as it may.', ['Retry-After', '2']),
  tooMany: () =>
    refusalOf(
      429,
      'TOO_MANY_REQUESTS',
      'This client asks too often.',
      ['Retry-After', '1'],
      'Ask less often.',
    ),
  tooManyConnections: () =>
    refusalOf(
      429,
      'TOO_MANY_REQUESTS',
      'This client has too many connections.',
      ['Retry-After', '5'],
      'Close connections that are not used.',
    ),
  badMethod: () =>
    refusalOf(
      405,
      'REQUEST_INVALID',
      'Only GET, HEAD and OPTIONS are answered.',
      ['Allow', 'GET, HEAD, OPTIONS'],
      'Ask with GET.',
    ),
  malformed: (status: 400 | 408 | 431) =>
    refusalOf(
      status,
      'REQUEST_INVALID',
      malformed[status],
      [],
      'Send a request as HTTP/1.1 describes it (RFC 9112).',
    ),
  unsatisfiable: (sizeBytes: number) =>
    refusalOf(
      416,
      'REQUEST_INVALID',
      'The range lies behind the end.',
      ['Content-Range', `bytes */${sizeBytes}`],
      'Ask for a range within the object.',
    ),
  internal: () => refusalOf(500, 'INTERNAL', 'The edge failed to answer.'),
};

const malformed = {
  400: 'This is no request.',
  408: 'The request did not come in time.',
  431: 'The request’s header is too large.',
} as const;
