/** What an S3 request failed with, whatever the SDK, Node or a proxy made of it. */
export type S3ErrorFacts = {
  /** Status of the answer; undefined when none came. */
  readonly httpStatus: number | undefined;
  /** S3's error code (`SlowDown`), Node's (`ECONNRESET`), or the error's name. */
  readonly code: string;
  /** The other side's own words, in one line of at most 300 characters. */
  readonly words: string;
  readonly retryAfterMs: number | undefined;
  /** How far the other side's clock is from ours, milliseconds; undefined when it did not say. */
  readonly clockSkewMs: number | undefined;
};

/** An answer that does not come from an S3 store: a captive portal, a proxy, another server on that port. */
export class ForeignAnswer extends Error {
  override readonly name = 'ForeignAnswer';
  readonly httpStatus: number;
  readonly headers: Readonly<Record<string, string>>;

  constructor(httpStatus: number, headers: Readonly<Record<string, string>>, body: string) {
    super(body.replace(/<[^>]*>/g, ' '));
    this.httpStatus = httpStatus;
    this.headers = headers;
  }
}

/** Gathers the facts from whatever was thrown; `nowMs` serves to read dates in headers. */
export function readS3Error(thrown: unknown, nowMs: number): S3ErrorFacts {
  const error = asRecord(thrown);
  const headers =
    thrown instanceof ForeignAnswer ? thrown.headers : asRecord(asRecord(error['$response'])['headers']);
  const status =
    thrown instanceof ForeignAnswer ? thrown.httpStatus : asRecord(error['$metadata'])['httpStatusCode'];
  return {
    httpStatus: typeof status === 'number' ? status : undefined,
    code: innermostCode(error),
    words: oneLine(wordsOf(error)),
    retryAfterMs: parseRetryAfter(headers['retry-after'], nowMs),
    clockSkewMs: clockSkew(headers['date'], nowMs),
  };
}

const longestWait = 60 * 60 * 1000;

/** Reads `Retry-After` (RFC 9110, section 10.2.3: seconds or a date), at most an hour. */
export function parseRetryAfter(value: unknown, nowMs: number): number | undefined {
  if (typeof value !== 'string' || value.trim() === '') return undefined;
  const seconds = Number(value);
  const ms = Number.isNaN(seconds) ? Date.parse(value) - nowMs : seconds * 1000;
  return Number.isNaN(ms) || ms < 0 ? undefined : Math.min(ms, longestWait);
}

function clockSkew(date: unknown, nowMs: number): number | undefined {
  const theirs = typeof date === 'string' ? Date.parse(date) : Number.NaN;
  return Number.isNaN(theirs) ? undefined : Math.abs(theirs - nowMs);
}

/** Node wraps network errors (`AggregateError` of several addresses, `cause`), so the telling code may lie deeper. */
function innermostCode(error: Record<string, unknown>, depth = 0): string {
  for (const key of ['Code', 'code']) {
    if (typeof error[key] === 'string' && error[key] !== '') return error[key];
  }
  const inner = error['cause'] ?? (Array.isArray(error['errors']) ? error['errors'][0] : undefined);
  if (depth < 5 && inner !== undefined) {
    const code = innermostCode(asRecord(inner), depth + 1);
    if (code !== '' && code !== 'Error') return code;
  }
  return typeof error['name'] === 'string' ? error['name'] : '';
}

function wordsOf(error: Record<string, unknown>): string {
  const cause = asRecord(error['cause']);
  if (error['name'] === 'AbortError' && typeof cause['message'] === 'string') return cause['message'];
  const message = error['message'];
  if (typeof message === 'string' && message !== '' && message !== 'UnknownError') return message;
  return Array.isArray(error['errors']) ? wordsOf(asRecord(error['errors'][0])) : '';
}

const oneLine = (text: string): string =>
  text
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim()
    .slice(0, 300);

function asRecord(value: unknown): Record<string, unknown> {
  return isRecord(value) ? value : {};
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;
