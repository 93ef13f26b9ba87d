import assert from 'node:assert/strict';
import { test } from 'node:test';
import { plainPart } from '../../contract/trouble-words.ts';
import { classifyS3Error } from './classify-s3-error.ts';

const put = { action: 'PUT', target: 's3://bucket/key' } as const;
const silence = (code: string, words: string) => Object.assign(new Error(words), { code });
const answer = (status: number, Code: string) =>
  Object.assign(new Error('its own words'), { Code, $metadata: { httpStatusCode: status } });

const sentences: readonly (readonly [unknown, string])[] = [
  [
    silence('ECONNREFUSED', 'connect ECONNREFUSED 127.0.0.1:9000'),
    'The origin does not answer: connection refused (127.0.0.1:9000)',
  ],
  [
    silence('ENOTFOUND', 'getaddrinfo ENOTFOUND store.example'),
    'The origin does not answer: its name is not known (store.example)',
  ],
  [silence('ECONNRESET', 'socket hang up'), 'The origin does not answer: the connection broke'],
  [silence('ESTRANGE', 'who knows'), 'The origin does not answer'],
  [answer(503, 'SlowDown'), 'The origin is overloaded'],
  [answer(500, 'InternalError'), 'The origin answers with an error (500)'],
  [answer(404, 'NoSuchBucket'), 'The origin has no such bucket'],
  [answer(403, 'SignatureDoesNotMatch'), 'The origin refuses the keys, or they may not write there'],
  [answer(418, 'Teapot'), 'The origin refuses the request'],
];

test('a certificate whose dates do not hold is told with this machine’s time', () => {
  const thrown = silence('CERT_NOT_YET_VALID', 'certificate is not yet valid');
  const { code, message } = classifyS3Error(thrown, put, Date.UTC(2026, 10, 21));
  assert.equal(code, 'ORIGIN_TLS');
  assert.match(message, /is not valid yet by this machine’s clock \(2026-11-21 00:00:00 UTC\)/);
});

test('what went wrong is said plainly first, and then as the other side said it', () => {
  for (const [thrown, sentence] of sentences) {
    const { message } = classifyS3Error(thrown, put);
    assert.equal(plainPart(message), sentence);
    assert.match(message, / — PUT s3:\/\/bucket\/key: .*\S$/);
    assert.ok(thrown instanceof Error && message.includes(thrown.message), message);
  }
});
