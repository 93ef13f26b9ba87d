import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { z } from 'zod';
import type { ErrorCode } from '../../contract/error-codes.ts';
import type { FailureClass } from '../../contract/origin.ts';
import { classifyS3Error, isConditionUnmet, isReset } from './classify-s3-error.ts';
import { ForeignAnswer, parseRetryAfter } from './s3-answer.ts';

type Verdict = readonly [FailureClass, ErrorCode];

// What the SDK threw at MinIO's and versitygw's answers, with what the classifier does not read left out.
const captured = z
  .array(
    z.object({
      store: z.string(),
      label: z.string(),
      action: z.enum(['PUT', 'HEAD', 'GET']),
      nowMs: z.number(),
      error: z.record(z.string(), z.unknown()),
    }),
  )
  .parse(
    JSON.parse(
      readFileSync(new URL('../../fixtures/servers/captured/s3-errors.json', import.meta.url), 'utf8'),
    ),
  );

const verdicts: Readonly<Record<string, Verdict>> = {
  'bad checksum': ['object', 'CHECKSUM_MISMATCH'],
  'bad md5': ['object', 'CHECKSUM_MISMATCH'],
  'malformed checksum': ['blocked', 'ORIGIN_REFUSED'],
  'no bucket': ['blocked', 'ORIGIN_NO_BUCKET'],
  'no bucket 8 MB': ['blocked', 'ORIGIN_NO_BUCKET'],
  'invalid bucket': ['blocked', 'ORIGIN_NO_BUCKET'],
  'wrong secret': ['blocked', 'ORIGIN_DENIED'],
  'wrong secret 8 MB': ['blocked', 'ORIGIN_DENIED'],
  'unknown key': ['blocked', 'ORIGIN_DENIED'],
  'if-none-match': ['object', 'ORIGIN_NAME_TAKEN'],
  'if-none-match 8 MB': ['object', 'ORIGIN_NAME_TAKEN'],
  'if-match wrong': ['object', 'ORIGIN_NAME_TAKEN'],
  'if-match absent': ['object', 'OBJECT_MISSING'],
  'reset while refusing': ['unstable', 'ORIGIN_UNREACHABLE'],
  'head absent': ['object', 'OBJECT_MISSING'],
  'head denied': ['blocked', 'ORIGIN_DENIED'],
  'get absent': ['object', 'OBJECT_MISSING'],
  'get no bucket': ['blocked', 'ORIGIN_NO_BUCKET'],
  'tls to plain port': ['blocked', 'ORIGIN_TLS'],
  'no such host': ['unstable', 'ORIGIN_UNREACHABLE'],
  refused: ['unstable', 'ORIGIN_UNREACHABLE'],
  'localhost refused': ['unstable', 'ORIGIN_UNREACHABLE'],
  'no credentials': ['blocked', 'ORIGIN_NO_CREDENTIALS'],
  'clock skew': ['blocked', 'ORIGIN_CLOCK_SKEW'],
  'clock skew head': ['blocked', 'ORIGIN_CLOCK_SKEW'],
  'long key': ['object', 'ORIGIN_REFUSED'],
  'part is a file': ['object', 'ORIGIN_REFUSED'],
};

const put = { action: 'PUT', target: 's3://bucket/key' } as const;
const answered = (status: number, code = 'Code', headers: Record<string, string> = {}) =>
  Object.assign(new Error('words'), {
    Code: code,
    $metadata: { httpStatusCode: status },
    $response: { headers },
  });
const coded = (code: string) => Object.assign(new Error(code), { code });

describe('classifyS3Error on captured errors', () => {
  for (const { store, label, action, nowMs, error } of captured) {
    it(`${store}: ${label}`, () => {
      const failure = classifyS3Error(error, { action, target: 's3://bucket/key' }, nowMs);
      assert.deepEqual([failure.class, failure.code], verdicts[label], failure.message);
    });
  }
});

describe('classifyS3Error on an answer', () => {
  for (const [status, code, expected] of [
    [503, 'SlowDown', ['unstable', 'ORIGIN_UNSTABLE']],
    [500, 'InternalError', ['unstable', 'ORIGIN_UNSTABLE']],
    [429, 'TooManyRequests', ['unstable', 'ORIGIN_UNSTABLE']],
    [400, 'RequestTimeout', ['unstable', 'ORIGIN_UNSTABLE']],
    [409, 'ConditionalRequestConflict', ['unstable', 'ORIGIN_UNSTABLE']],
    [400, 'XAmzContentSHA256Mismatch', ['object', 'CHECKSUM_MISMATCH']],
    [400, 'InvalidDigest', ['object', 'CHECKSUM_MISMATCH']],
    [400, 'ExpiredToken', ['blocked', 'ORIGIN_DENIED']],
    [401, 'Unauthorized', ['blocked', 'ORIGIN_DENIED']],
    [507, 'XMinioStorageFull', ['blocked', 'ORIGIN_FULL']],
    [501, 'NotImplemented', ['blocked', 'ORIGIN_REFUSED']],
    [301, 'PermanentRedirect', ['blocked', 'ORIGIN_REFUSED']],
    [418, 'constructor', ['blocked', 'ORIGIN_REFUSED']],
  ] as const) {
    it(`${status} ${code}`, () => {
      const failure = classifyS3Error(answered(status, code), put);
      assert.deepEqual([failure.class, failure.code], expected);
    });
  }

  it('shows the words of the store', () => {
    assert.match(classifyS3Error(answered(418), put).message, /s3:\/\/bucket\/key.*words/);
  });

  it('takes 412, and the 304 of old MinIO, as a condition unmet', () => {
    assert.ok(isConditionUnmet(classifyS3Error(answered(412, 'PreconditionFailed'), put)));
    assert.ok(isConditionUnmet(classifyS3Error(answered(304), put)));
    assert.ok(!isConditionUnmet(classifyS3Error(answered(409), put)));
  });

  it('reads Retry-After', () => {
    assert.equal(classifyS3Error(answered(503, 'SlowDown', { 'retry-after': '7' }), put).retryAfterMs, 7_000);
    assert.equal(parseRetryAfter('Sat, 21 Nov 2026 10:00:10 GMT', Date.UTC(2026, 10, 21, 10, 0, 0)), 10_000);
    assert.equal(parseRetryAfter('99999999', 0), 3_600_000);
    for (const odd of ['', 'soon', '-3', undefined, 7]) assert.equal(parseRetryAfter(odd, 0), undefined);
  });

  it('takes the page of another server for what it is', () => {
    const page = (status: number) =>
      classifyS3Error(new ForeignAnswer(status, {}, '<html>Welcome</html>'), put);
    assert.deepEqual([page(404).class, page(404).code], ['blocked', 'ORIGIN_REFUSED']);
    assert.deepEqual([page(502).class, page(502).code], ['unstable', 'ORIGIN_UNSTABLE']);
    assert.match(page(404).message, /Welcome/);
  });
});

describe('classifyS3Error without an answer', () => {
  for (const [code, expected] of [
    ['ECONNRESET', ['unstable', 'ORIGIN_UNREACHABLE']],
    ['EAI_AGAIN', ['unstable', 'ORIGIN_UNREACHABLE']],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', ['blocked', 'ORIGIN_TLS']],
    ['CERT_HAS_EXPIRED', ['blocked', 'ORIGIN_TLS']],
    ['ERR_TLS_CERT_ALTNAME_INVALID', ['blocked', 'ORIGIN_TLS']],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', ['blocked', 'ORIGIN_TLS']],
  ] as const) {
    it(code, () => {
      const failure = classifyS3Error(coded(code), put);
      assert.deepEqual([failure.class, failure.code], expected);
    });
  }

  it('looks into the addresses that were tried', () => {
    const failure = classifyS3Error(new AggregateError([coded('ECONNREFUSED'), coded('ECONNREFUSED')]), put);
    assert.equal(failure.originCode, 'ECONNREFUSED');
  });

  it('knows when nothing can have been stored', () => {
    assert.equal(classifyS3Error(coded('ECONNREFUSED'), put).ambiguous, false);
    assert.equal(classifyS3Error(coded('ECONNRESET'), put).ambiguous, true);
    assert.equal(classifyS3Error(coded('ECONNRESET'), { ...put, action: 'HEAD' }).ambiguous, false);
    assert.ok(isReset(classifyS3Error(coded('EPIPE'), put)));
  });

  it('takes whatever else is thrown as unstable', () => {
    for (const thrown of [undefined, null, 'boo', 7, {}, new SyntaxError('x')]) {
      assert.equal(classifyS3Error(thrown, put).class, 'unstable');
    }
  });
});
