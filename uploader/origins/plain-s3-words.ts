import { certificateByClock } from '../../contract/clock-words.ts';
import type { ErrorCode } from '../../contract/error-codes.ts';
import type { S3ErrorFacts } from './s3-answer.ts';

/** Says in plain words why an S3 request failed. Pure. @param nowMs by this machine's clock */
export function plainS3Words(
  code: ErrorCode,
  facts: Omit<S3ErrorFacts, 'retryAfterMs' | 'clockSkewMs'>,
  nowMs: number,
): string {
  if (code === 'ORIGIN_UNREACHABLE') return `The origin does not answer${causeOf(facts)}`;
  if (code === 'ORIGIN_UNSTABLE') return unstable(facts);
  const dates = certificateByClock(facts.code, nowMs);
  if (code === 'ORIGIN_TLS' && dates !== undefined)
    return `The connection to the origin is not secure: ${dates}`;
  return plainByCode[code] ?? 'The origin refuses the request';
}

const plainByCode: Partial<Record<ErrorCode, string>> = {
  ORIGIN_DENIED: 'The origin refuses the keys, or they may not write there',
  ORIGIN_NO_BUCKET: 'The origin has no such bucket',
  ORIGIN_CLOCK_SKEW: 'The origin refuses requests, since its clock and this machine’s differ too much',
  ORIGIN_NO_CREDENTIALS: 'There are no keys for the origin',
  ORIGIN_TLS: 'The connection to the origin is not secure: its certificate does not hold',
  ORIGIN_FULL: 'The origin is full',
  ORIGIN_NAME_TAKEN: 'The origin holds something else under this name',
  PROXY_INVALID: 'The proxy’s address makes no sense',
  PROXY_REFUSED: 'The proxy refuses the connection',
  OBJECT_MISSING: 'The origin does not hold the object',
  CHECKSUM_MISMATCH: 'The origin got other bytes than were sent',
};

const overloaded = /SlowDown|Throttl|RequestLimitExceeded/;

function unstable({ httpStatus, code }: Pick<S3ErrorFacts, 'httpStatus' | 'code'>): string {
  if (overloaded.test(code) || httpStatus === 429 || httpStatus === 503) return 'The origin is overloaded';
  return httpStatus === undefined
    ? 'The origin answers with an error'
    : `The origin answers with an error (${httpStatus})`;
}

const causeByCode: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connection refused',
  ECONNRESET: 'the connection broke',
  EPIPE: 'the connection broke',
  ENOTFOUND: 'its name is not known',
  EAI_AGAIN: 'its name can’t be looked up now',
  EHOSTUNREACH: 'no network leads to it',
  ENETUNREACH: 'no network leads to it',
  ENETDOWN: 'the network is down',
  EADDRNOTAVAIL: 'the network interface has no address',
  ETIMEDOUT: 'nothing came in time',
  TimeoutError: 'nothing came in time',
  AbortError: 'nothing came in time',
};

function causeOf({ code, words }: Pick<S3ErrorFacts, 'code' | 'words'>): string {
  const cause = Object.hasOwn(causeByCode, code) ? causeByCode[code] : undefined;
  if (cause === undefined) return '';
  // As Node says it: `connect ECONNREFUSED 127.0.0.1:9000`, `getaddrinfo ENOTFOUND store.example`.
  const place = new RegExp(`${code} ([\\w.:[\\]-]+)`).exec(words)?.[1];
  return place === undefined ? `: ${cause}` : `: ${cause} (${place})`;
}
