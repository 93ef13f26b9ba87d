import { z } from 'zod';
import { clockDifference, clockLeewaySeconds } from '../../contract/clock-words.ts';
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
  const verdict = verdictOf(answer, said?.code, nowMs);
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

function verdictOf(answer: NetworkAnswer, saidCode: string | undefined, nowMs: number): Verdict {
  if (saidCode === 'DIGEST_MISMATCH') return mangled;
  if (saidCode === 'TOKEN_EXPIRED') return expired(answer, nowMs);
  const known = verdicts[answer.status];
  if (known !== undefined) return known;
  return answer.status >= 500
    ? unstable
    : { class: 'blocked', code: 'ORIGIN_REFUSED', words: 'The network’s server refuses the request' };
}

/** Both clocks are known, by the `Date` of the answer: is it the token that is old, or a clock that is wrong? */
function expired({ headers }: NetworkAnswer, nowMs: number): Verdict {
  const words = 'The network’s server takes the publisher’s token for expired';
  const offsetMs = Date.parse(headers['date'] ?? '') - nowMs;
  if (!(Math.abs(offsetMs) > clockLeewaySeconds * 1_000))
    return { class: 'blocked', code: 'TOKEN_EXPIRED', words };
  return {
    class: 'blocked',
    code: 'CLOCKS_DIFFER',
    words: `${words}; ${clockDifference('that server’s', offsetMs)}`,
  };
}

function readError(body: Buffer): z.infer<typeof errorBody> | undefined {
  try {
    return errorBody.parse(JSON.parse(body.toString('utf8')));
  } catch {
    return undefined;
  }
}
