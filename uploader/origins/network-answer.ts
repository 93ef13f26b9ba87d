import { z } from 'zod';
import type { ErrorCode } from '../../contract/error-codes.ts';
import type { FailureClass } from '../../contract/origin.ts';
import { troubleWords } from '../../contract/trouble-words.ts';
import { OriginFailure } from './origin-failure.ts';
import { parseRetryAfter } from './s3-answer.ts';

/** An answer of a server of the network, read whole. */
export type NetworkAnswer = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Buffer;
};

const errorBody = z.object({ code: z.string().max(60), message: z.string().max(500) });

type Verdict = { readonly class: FailureClass; readonly code: ErrorCode; readonly words: string };

const denied: Verdict = {
  class: 'blocked',
  code: 'PUBLISHING_DENIED',
  words: 'The network does not let this publisher in',
};
const unstable: Verdict = {
  class: 'unstable',
  code: 'ORIGIN_UNSTABLE',
  words: 'The network’s server answers with errors',
};
const verdicts: Readonly<Record<number, Verdict>> = {
  400: { class: 'object', code: 'ORIGIN_REFUSED', words: 'The network’s server refuses the object' },
  401: denied,
  403: denied,
  404: { class: 'blocked', code: 'ORIGIN_REFUSED', words: 'This is no main server of a network' },
  408: unstable,
  409: unstable,
  413: { class: 'object', code: 'ORIGIN_REFUSED', words: 'The network’s server takes no object so large' },
  425: unstable,
  429: unstable,
  507: { class: 'blocked', code: 'ORIGIN_FULL', words: 'The network’s server has no room left' },
};
const mangled: Verdict = {
  class: 'object',
  code: 'CHECKSUM_MISMATCH',
  words: 'The bytes changed on the way and were refused',
};

/** Turns an answer that is no success into an `OriginFailure`. Pure but for `nowMs`, which dates in headers are read against. */
export function networkFailure(
  answer: NetworkAnswer,
  request: { readonly action: string; readonly target: string },
  nowMs: number = Date.now(),
): OriginFailure {
  const said = readError(answer.body);
  const verdict = said?.code === 'DIGEST_MISMATCH' ? mangled : verdictOf(answer.status);
  const raw = `${request.action} ${request.target}: ${answer.status}${said === undefined ? '' : ` ${said.code}: ${said.message}`}`;
  return new OriginFailure({
    class: verdict.class,
    code: verdict.code,
    message: troubleWords(verdict.words, raw),
    httpStatus: answer.status,
    originCode: said?.code,
    retryAfterMs: parseRetryAfter(answer.headers['retry-after'], nowMs),
    ambiguous: answer.status >= 500,
  });
}

const verdictOf = (status: number): Verdict =>
  verdicts[status] ??
  (status >= 500
    ? unstable
    : { class: 'blocked', code: 'ORIGIN_REFUSED', words: 'The network’s server refuses the request' });

function readError(body: Buffer): z.infer<typeof errorBody> | undefined {
  try {
    return errorBody.parse(JSON.parse(body.toString('utf8')));
  } catch {
    return undefined;
  }
}
