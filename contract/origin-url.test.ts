import assert from 'node:assert/strict';
import { homedir } from 'node:os';
import path from 'node:path';
import { describe, it } from 'node:test';
import { fc } from '../fixtures/property-testing.ts';
import { formatOriginUrl, parseOriginUrl } from './origin-url.ts';
import { SurecastError } from './surecast-error.ts';

const invalid = { code: 'ORIGIN_URL_INVALID' };

describe('parseOriginUrl', () => {
  for (const [text, expected] of [
    ['s3://bucket', { kind: 's3', bucket: 'bucket', prefix: '' }],
    ['s3://bucket/', { kind: 's3', bucket: 'bucket', prefix: '' }],
    ['s3://my.bucket-1/live', { kind: 's3', bucket: 'my.bucket-1', prefix: 'live' }],
    ['s3://bucket//a/b/', { kind: 's3', bucket: 'bucket', prefix: 'a/b' }],
    ['s3://bucket/größe 1/@x:y', { kind: 's3', bucket: 'bucket', prefix: 'größe 1/@x:y' }],
    ['surecast://main.example', { kind: 'surecast', host: 'main.example', port: 7443 }],
    ['surecast://10.0.0.7:9443/', { kind: 'surecast', host: '10.0.0.7', port: 9443 }],
    ['surecast://[fd00::7]:9443', { kind: 'surecast', host: 'fd00::7', port: 9443 }],
    ['file:out', { kind: 'file', directory: path.resolve('/work', 'out') }],
    ['file:./a/../out/', { kind: 'file', directory: path.resolve('/work', 'out') }],
    ['file:/srv/origin', { kind: 'file', directory: path.resolve('/srv/origin') }],
    ['file:///srv/an%20origin', { kind: 'file', directory: path.resolve('/srv/an origin') }],
    ['file:~', { kind: 'file', directory: homedir() }],
    ['file:~/origin', { kind: 'file', directory: path.join(homedir(), 'origin') }],
    ['file:~someone', { kind: 'file', directory: path.resolve('/work', '~someone') }],
  ] as const) {
    it(`reads ${text}`, () => assert.deepEqual(parseOriginUrl(text, '/work'), expected));
  }

  for (const text of [
    '',
    'bucket/prefix',
    '/srv/origin',
    'http://host/bucket',
    's3:bucket',
    's3://',
    's3:///prefix',
    's3://b',
    's3://bu cket/x',
    's3://localhost:9000/bucket',
    's3://bucket/a/../b',
    's3://bucket/a//b',
    's3://bucket/./a',
    's3://bucket/a?versionId=1',
    's3://bucket/a#b',
    's3://bucket/a\\b',
    's3://bucket/a\nb',
    `s3://bucket/${'x'.repeat(800)}`,
    'surecast:main.example',
    'surecast://',
    'surecast://main.example:0',
    'surecast://main.example/live',
    'surecast://main.example?x=1',
    'file:',
    'file://server/share',
    'file:a\u0000b',
  ]) {
    it(`refuses ${JSON.stringify(text.slice(0, 40))}`, () =>
      assert.throws(() => parseOriginUrl(text), invalid));
  }

  it('refuses credentials without repeating them', () => {
    const secret = 'wJalrXUtnFEMI';
    for (const text of [
      `s3://AKIA:${secret}@bucket/x`,
      `s3://${secret}@bucket`,
      `surecast://me:${secret}@main`,
    ]) {
      assert.throws(
        () => parseOriginUrl(text),
        (error) =>
          error instanceof SurecastError && error.code === invalid.code && !error.message.includes(secret),
      );
    }
  });

  it('prints what it reads back as the same', () => {
    const part = fc.stringMatching(/^[A-Za-z0-9_ é:@%+~-]{1,12}$/);
    const s3 = fc
      .tuple(fc.stringMatching(/^[a-z0-9][a-z0-9.-]{1,30}$/), fc.array(part, { maxLength: 4 }))
      .map(([bucket, parts]) => ({ kind: 's3' as const, bucket, prefix: parts.join('/') }));
    const file = fc
      .array(part, { maxLength: 4 })
      .map((parts) => ({ kind: 'file' as const, directory: path.resolve('/', ...parts) }));
    const network = fc
      .tuple(fc.oneof(fc.domain(), fc.ipV4()), fc.integer({ min: 1, max: 65_535 }))
      .map(([host, port]) => ({ kind: 'surecast' as const, host: host.toLowerCase(), port }));
    fc.assert(
      fc.property(fc.oneof(s3, network, file), (url) => {
        assert.deepEqual(parseOriginUrl(formatOriginUrl(url), '/elsewhere'), url);
      }),
    );
  });

  it('returns or throws SurecastError, whatever it is given', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.string().map((rest) => `s3://${rest}`),
        ),
        (text) => {
          try {
            parseOriginUrl(text);
          } catch (error) {
            assert.ok(error instanceof SurecastError);
          }
        },
      ),
    );
  });
});
