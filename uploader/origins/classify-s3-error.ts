import type { ErrorCode } from '../../contract/error-codes.ts';
import type { FailureClass } from '../../contract/origin.ts';
import { SurecastError } from '../../contract/surecast-error.ts';
import { troubleWords } from '../../contract/trouble-words.ts';
import { OriginFailure } from './origin-failure.ts';
import { plainS3Words } from './plain-s3-words.ts';
import { TunnelRefused } from './proxy-tunnel.ts';
import { readS3Error, type S3ErrorFacts } from './s3-answer.ts';

/** The request that failed, for the message and for what a 404 means. */
export type S3Request = {
  readonly action: 'PUT' | 'HEAD' | 'GET' | 'DELETE';
  /** `s3://BUCKET/KEY` */
  readonly target: string;
};

type Verdict = {
  readonly class: FailureClass;
  readonly code: ErrorCode;
  /** True if a PUT may have been stored although it failed this way. */
  readonly ambiguous: boolean;
};

/** Turns whatever an S3 request threw into an `OriginFailure`. Pure but for `nowMs`, which dates in headers are read against. */
export function classifyS3Error(
  thrown: unknown,
  request: S3Request,
  nowMs: number = Date.now(),
): OriginFailure {
  if (thrown instanceof OriginFailure) return thrown;
  const facts = readS3Error(thrown, nowMs);
  const verdict = judge(thrown, facts, request);
  return new OriginFailure({
    class: verdict.class,
    code: verdict.code,
    message: troubleWords(plainS3Words(verdict.code, facts, nowMs), rawWords(facts, request)),
    retryAfterMs: facts.retryAfterMs,
    httpStatus: facts.httpStatus,
    originCode: facts.code,
    ambiguous: verdict.ambiguous && request.action === 'PUT',
    cause: thrown,
  });
}

function judge(thrown: unknown, facts: S3ErrorFacts, request: S3Request): Verdict {
  if (thrown instanceof SurecastError) return blocked(thrown.code);
  if (thrown instanceof TunnelRefused) return judgeTunnel(thrown.status);
  return facts.httpStatus === undefined ? judgeSilence(facts) : judgeAnswer(facts, facts.httpStatus, request);
}

/** True if the connection broke while the request was being sent: an answer may have been lost with it. */
export function isReset(failure: OriginFailure): boolean {
  return failure.originCode === 'ECONNRESET' || failure.originCode === 'EPIPE';
}

/** True if a condition (`If-None-Match`, `If-Match`) was not met. 304 is what old MinIO says for it. */
export function isConditionUnmet(failure: OriginFailure): boolean {
  return failure.httpStatus === 412 || failure.httpStatus === 304;
}

const blocked = (code: ErrorCode): Verdict => ({ class: 'blocked', code, ambiguous: false });
const unstable = (ambiguous: boolean): Verdict => ({ class: 'unstable', code: 'ORIGIN_UNSTABLE', ambiguous });
const unreachable = (ambiguous: boolean): Verdict => ({
  class: 'unstable',
  code: 'ORIGIN_UNREACHABLE',
  ambiguous,
});
const refusedObject = (code: ErrorCode): Verdict => ({ class: 'object', code, ambiguous: false });

/**
 * What each S3 error code means where the status alone does not say it. Sources: the S3 API's list of error codes;
 * MinIO's `cmd/api-errors.go`; versitygw's `s3err`.
 */
const verdictByCode: Readonly<Record<string, Verdict>> = {
  RequestTimeTooSkewed: blocked('ORIGIN_CLOCK_SKEW'),
  RequestExpired: blocked('ORIGIN_CLOCK_SKEW'),
  NoSuchBucket: blocked('ORIGIN_NO_BUCKET'),
  InvalidBucketName: blocked('ORIGIN_NO_BUCKET'),
  InvalidAccessKeyId: blocked('ORIGIN_DENIED'),
  XAdminUserNotFound: blocked('ORIGIN_DENIED'),
  ExpiredToken: blocked('ORIGIN_DENIED'),
  InvalidToken: blocked('ORIGIN_DENIED'),
  TokenRefreshRequired: blocked('ORIGIN_DENIED'),
  XMinioStorageFull: blocked('ORIGIN_FULL'),
  XMinioAdminBucketQuotaExceeded: blocked('ORIGIN_FULL'),
  QuotaExceeded: blocked('ORIGIN_FULL'),
  // The body came in pieces or too slowly: the link's doing, although the status is 400.
  RequestTimeout: unstable(false),
  IncompleteBody: unstable(false),
  SlowDown: unstable(true),
  SlowDownRead: unstable(true),
  SlowDownWrite: unstable(true),
  Throttling: unstable(true),
  ThrottlingException: unstable(true),
  RequestLimitExceeded: unstable(true),
  NoSuchKey: refusedObject('OBJECT_MISSING'),
  // Two writers at the same key at the same moment.
  ConditionalRequestConflict: unstable(true),
  OperationAborted: unstable(true),
  PreconditionFailed: refusedObject('ORIGIN_NAME_TAKEN'),
  // Only this key is wrong for this store; the others go on.
  KeyTooLongError: refusedObject('ORIGIN_REFUSED'),
  XMinioInvalidObjectName: refusedObject('ORIGIN_REFUSED'),
  XMinioParentIsObject: refusedObject('ORIGIN_REFUSED'),
  XMinioObjectExistsAsDirectory: refusedObject('ORIGIN_REFUSED'),
  ObjectParentIsFile: refusedObject('ORIGIN_REFUSED'),
  ExistingObjectIsDirectory: refusedObject('ORIGIN_REFUSED'),
  EntityTooLarge: refusedObject('ORIGIN_REFUSED'),
};

/** The proxy refuses us, or it can't reach the origin. */
const judgeTunnel = (status: number): Verdict =>
  [401, 403, 407].includes(status) ? blocked('PROXY_REFUSED') : unreachable(false);

const largestSkewMs = 15 * 60 * 1000;

function judgeAnswer(facts: S3ErrorFacts, status: number, request: S3Request): Verdict {
  const known = Object.hasOwn(verdictByCode, facts.code) ? verdictByCode[facts.code] : undefined;
  if (known !== undefined) return known;
  // A HEAD is answered without a body, so a wrong clock shows only in the Date header.
  if (status === 403 && (facts.clockSkewMs ?? 0) > largestSkewMs) return blocked('ORIGIN_CLOCK_SKEW');
  if (status === 400 && /checksum|digest|sha256mismatch/i.test(facts.code))
    return refusedObject('CHECKSUM_MISMATCH');
  // Another server's "not found" says nothing about buckets.
  if (status === 404 && facts.code === 'ForeignAnswer') return blocked('ORIGIN_REFUSED');
  return judgeStatus(status, request);
}

function judgeStatus(status: number, request: S3Request): Verdict {
  if (status === 401 || status === 403) return blocked('ORIGIN_DENIED');
  if (status === 407) return blocked('PROXY_REFUSED');
  if (status === 404)
    return request.action === 'PUT' ? blocked('ORIGIN_NO_BUCKET') : refusedObject('OBJECT_MISSING');
  if (status === 412 || status === 304) return refusedObject('ORIGIN_NAME_TAKEN');
  if (status === 408 || status === 409 || status === 425 || status === 429) return unstable(true);
  if (status === 501) return blocked('ORIGIN_REFUSED');
  if (status === 507) return blocked('ORIGIN_FULL');
  if (status >= 300 && status < 500) return blocked('ORIGIN_REFUSED');
  // 5xx, and a 2xx whose body is not what S3 answers.
  return unstable(true);
}

const tlsCode =
  /CERT|TLS|SSL|SELF_SIGNED|UNABLE_TO_VERIFY|UNABLE_TO_GET_ISSUER|HOSTNAME_MISMATCH|EPROTO|CA_NOT_FOUND/;
const neverSent = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENETDOWN',
  'EADDRNOTAVAIL',
]);
const noCredentials = new Set(['CredentialsProviderError', 'TokenProviderError', 'ProviderError']);

/** No answer came: from the network, from TLS, or from before the request was made. */
function judgeSilence(facts: S3ErrorFacts): Verdict {
  if (noCredentials.has(facts.code) || /credential object is not valid/i.test(facts.words)) {
    return blocked('ORIGIN_NO_CREDENTIALS');
  }
  if (facts.code === 'ERR_INVALID_URL') return blocked('ORIGIN_REFUSED');
  if (tlsCode.test(facts.code)) return blocked('ORIGIN_TLS');
  return unreachable(!neverSent.has(facts.code));
}

function rawWords(facts: S3ErrorFacts, { action, target }: S3Request): string {
  const status = facts.httpStatus === undefined ? '' : ` ${facts.httpStatus}`;
  const code = ['', 'Unknown', 'Error'].includes(facts.code) ? '' : ` ${facts.code}`;
  const words = facts.words === '' ? '' : `: ${facts.words}`;
  return `${action} ${target}:${status}${code}${words}`;
}
