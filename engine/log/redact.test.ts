import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createRedactor, secretsOfEnvironment } from './redact.ts';

const plain = createRedactor();

describe('text for a log', () => {
  const lines = [
    ['rtmp://live.example.net/app/STREAMKEY42', 'STREAMKEY42'],
    ['srt://10.0.0.1:9000?passphrase=OPENSESAME&mode=caller failed', 'OPENSESAME'],
    ['open https://user:HUNTER22@example.net/a.m3u8: 403', 'HUNTER22'],
    ['GET https://s3.example.net/b/k?X-Amz-Signature=ABCDEF0123456789', 'ABCDEF0123456789'],
    ['authorization: Bearer eyJhbGciOi.J9', 'eyJhbGciOi'],
    ['AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20261121, Signature=5d672d79', '5d672d79'],
    ['{"secretAccessKey":"wJalrXUtn","region":"eu"}', 'wJalrXUtn'],
    ["password='open it' and on", 'open it'],
    ['AWS_SECRET_ACCESS_KEY=wJalrXUtn', 'wJalrXUtn'],
    ['The key AKIAIOSFODNN7EXAMPLE is unknown', 'AKIAIOSFODNN7EXAMPLE'],
    ['passphrase: OPENSESAME', 'OPENSESAME'],
  ] as const;
  for (const [line, secret] of lines)
    it(`does not hold the secret of: ${line}`, () => {
      assert.ok(!plain.redact(line).includes(secret), plain.redact(line));
      assert.match(plain.redact(line), /\*\*\*/);
    });

  it('stays as it is without a secret, and JSON remains JSON', () => {
    const line = 's3://events/live is blocked: Access Denied. (ORIGIN_DENIED) Check the access key.';
    assert.equal(plain.redact(line), line);
    const json = plain.redact('{"secretAccessKey":"wJalrXUtn","password":"a,b","n":1}');
    assert.deepEqual(JSON.parse(json), { secretAccessKey: '***', password: '***', n: 1 });
  });

  it('hides what is known, however it is written', () => {
    const redactor = createRedactor(['p/w"d+x', 'abc']);
    for (const line of ['it is p/w"d+x.', `at ${encodeURIComponent('p/w"d+x')}`, JSON.stringify('p/w"d+x')])
      assert.match(redactor.redact(line), /\*\*\*/);
    assert.equal(redactor.redact('abc'), 'abc', 'too short to be told from a word');
    redactor.hide(['another one']);
    assert.equal(redactor.redact('another one'), '***');
  });

  it('knows the secrets of an environment by their names', () => {
    const found = secretsOfEnvironment({
      AWS_SECRET_ACCESS_KEY: 'one-secret',
      SURECAST_CONSOLE_PASSWORD: 'two-secret',
      HTTPS_PROXY: 'http://me:three%20secret@proxy:3128',
      AWS_SHARED_CREDENTIALS_FILE: '/etc/keys',
      HOME: '/root',
    });
    assert.deepEqual(found, ['one-secret', 'two-secret', 'three%20secret', 'three secret']);
  });
});
