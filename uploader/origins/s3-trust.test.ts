import assert from 'node:assert/strict';
import { copyFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { type CertificateOrder, createAuthority } from '../../fixtures/servers/certificates.ts';
import { startTlsMinio } from '../../fixtures/servers/tls-minio.ts';
import { temporaryDirectory } from '../../fixtures/temporary-directory.ts';
import { failsWith, objectOf } from './conformance.ts';
import { openOrigin } from './open-origin.ts';

const never = new AbortController().signal;
const body = Buffer.from('a segment');
const object = objectOf('show/1.ts', body);
const untrusted = { class: 'blocked', code: 'ORIGIN_TLS' } as const;

/** A store whose certificate is by an authority that only `bundle` has. */
async function storeWith(t: TestContext, order: CertificateOrder) {
  const directory = temporaryDirectory(t);
  const authority = await createAuthority(directory);
  const store = await startTlsMinio(await authority.issue(order));
  t.after(() => store.stop());
  const bundle = join(directory, 'bundle.pem');
  const origin = openOrigin('s3://bucket/prefix', { variables: { ...store.env, AWS_CA_BUNDLE: bundle } });
  return { authority, bundle, directory, store, origin };
}

describe('an S3 origin that speaks TLS', { concurrency: true }, () => {
  it('of an authority of its own is trusted once AWS_CA_BUNDLE has it, without a restart', async (t) => {
    const { authority, bundle, store, origin } = await storeWith(t, { names: ['IP:127.0.0.1'] });
    const unaware = openOrigin('s3://bucket/prefix', { variables: store.env });
    await failsWith(unaware.put(object, body, never), untrusted);
    const absent = await failsWith(origin.put(object, body, never), untrusted);
    assert.ok(absent.message.includes(bundle), absent.message);
    await writeFile(bundle, 'no certificate');
    await failsWith(origin.put(object, body, never), untrusted);
    await writeFile(bundle, '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n');
    await failsWith(origin.put(object, body, never), untrusted);
    const other = await createAuthority(temporaryDirectory(t));
    await copyFile(other.certificate, bundle);
    await failsWith(origin.put(object, body, never), untrusted);
    await copyFile(authority.certificate, bundle);
    await origin.put(object, body, never);
    assert.equal(await origin.prove(object, never), 'sha256-attested');
  });

  it('may name its authorities in the profile', async (t) => {
    const { authority, directory, store } = await storeWith(t, { names: ['IP:127.0.0.1'] });
    const config = join(directory, 'config');
    await writeFile(config, `[profile venue]\nca_bundle=${authority.certificate}\n`);
    const variables = { ...store.env, AWS_CONFIG_FILE: config, AWS_PROFILE: 'venue' };
    await openOrigin('s3://bucket/prefix', { variables }).put(object, body, never);
  });

  it('is refused when its certificate has expired', async (t) => {
    const { authority, bundle, origin } = await storeWith(t, { names: ['IP:127.0.0.1'], isExpired: true });
    await copyFile(authority.certificate, bundle);
    const failure = await failsWith(origin.put(object, body, never), untrusted);
    assert.match(failure.message, /CERT_HAS_EXPIRED/);
  });

  it('is refused when its certificate is for another name', async (t) => {
    const { authority, bundle, origin } = await storeWith(t, { names: ['DNS:other.test', 'IP:127.0.0.2'] });
    await copyFile(authority.certificate, bundle);
    const failure = await failsWith(origin.put(object, body, never), untrusted);
    assert.match(failure.message, /ALTNAME/);
  });
});
