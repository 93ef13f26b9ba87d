import assert from 'node:assert/strict';
import { copyFileSync, createReadStream, existsSync, readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { type Certificate, createAuthority } from '../../fixtures/servers/certificates.ts';
import { startTestProxy } from '../../fixtures/servers/http-proxy.ts';
import { startTlsMinio } from '../../fixtures/servers/tls-minio.ts';
import { temporaryDirectory } from '../../fixtures/temporary-directory.ts';
import { liveArgs } from '../testing/live-args.ts';
import { runSurecast, startSurecast } from '../testing/surecast-process.ts';
import { createWorkplace, startStore, type Workplace } from '../testing/workplace.ts';

const origin = 's3://bucket/live';

async function authorityAndServer(t: TestContext, names: readonly string[]) {
  const directory = temporaryDirectory(t);
  const authority = await createAuthority(directory);
  return { directory, authority, certificate: await authority.issue({ names }) };
}

/** Broadcasts two seconds, and has every object read back: 0 twice. Returns all that was said. */
async function broadcasts(place: Workplace, env: Readonly<Record<string, string>>): Promise<string> {
  const live = await runSurecast(liveArgs(place, [origin], '--duration', '2'), { env });
  assert.equal(live.status, 0, live.stdout + live.stderr);
  const verified = await runSurecast(['verify', 'show', '--deep', '--data', place.data], { env });
  assert.equal(verified.status, 0, verified.stdout + verified.stderr);
  return live.stdout + live.stderr + verified.stdout + verified.stderr;
}

/** Serves a folder over TLS. */
async function serveFolder(
  t: TestContext,
  folder: string,
  { certificate, key }: Certificate,
): Promise<string> {
  const options = { cert: readFileSync(certificate), key: readFileSync(key) };
  const server = createServer(options, (request, response) => {
    const path = join(folder, request.url ?? '');
    if (existsSync(path)) createReadStream(path).pipe(response);
    else response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => {
    server.close();
    server.closeAllConnections();
  });
  return `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

describe('an origin of an authority of its own', { concurrency: true }, () => {
  it('is delivered to with NODE_EXTRA_CA_CERTS, which reaches the program through its launcher', async (t) => {
    const { authority, certificate } = await authorityAndServer(t, ['IP:127.0.0.1']);
    const store = await startTlsMinio(certificate);
    t.after(() => store.stop());
    await broadcasts(await createWorkplace(t), { ...store.env, NODE_EXTRA_CA_CERTS: authority.certificate });
  });

  it('is blocked and said until AWS_CA_BUNDLE names that authority, and then goes on by itself', async (t) => {
    const { authority, certificate, directory } = await authorityAndServer(t, ['IP:127.0.0.1']);
    const store = await startTlsMinio(certificate);
    t.after(() => store.stop());
    const bundle = join(directory, 'bundle.pem');
    const place = await createWorkplace(t);
    const program = startSurecast(liveArgs(place, [origin], '--duration', '2'), {
      env: { ...store.env, AWS_CA_BUNDLE: bundle },
    });
    await program.untilSays(/BLOCKED: .*\(ORIGIN_TLS\) .*AWS_CA_BUNDLE/);
    copyFileSync(authority.certificate, bundle);
    const { status, stdout, stderr } = await program.ended;
    assert.equal(status, 0, stdout + stderr);
  });

  it('is read by the decoding client once that is told of the authority', async (t) => {
    const { authority, certificate } = await authorityAndServer(t, ['IP:127.0.0.1']);
    const place = await createWorkplace(t);
    const { url } = place.folder('origin');
    assert.equal((await runSurecast(liveArgs(place, [url], '--duration', '2'))).status, 0);
    const served = await serveFolder(t, join(place.root, 'origin'), certificate);
    const decode = ['decode', `${served}/show/index.m3u8`, '--give-up-after', '1'];
    const refused = await runSurecast(decode);
    assert.equal(refused.status, 1);
    assert.match(refused.stderr, /\(ORIGIN_TLS\)\n.*NODE_EXTRA_CA_CERTS/);
    const trusting = await runSurecast(decode, { env: { NODE_EXTRA_CA_CERTS: authority.certificate } });
    assert.equal(trusting.status, 0, trusting.stderr);
  });
});

describe('an origin behind a proxy', { concurrency: true }, () => {
  it('is delivered to and asked through it, and the password is nowhere', async (t) => {
    const store = await startStore();
    t.after(() => store.server.stop());
    await store.server.createBucket('bucket');
    const credentials = 'encoder:planted-secret-0123456789';
    const proxy = await startTestProxy({ upstream: new URL(store.server.endpoint).host, credentials });
    t.after(() => proxy.stop());
    const place = await createWorkplace(t);
    const said = await broadcasts(place, {
      ...store.server.env,
      AWS_ENDPOINT_URL_S3: 'http://store.test:9000',
      HTTP_PROXY: `http://${credentials}@${proxy.address}`,
    });
    assert.doesNotMatch(said, /planted-secret/);
    for (const file of readdirSync(place.data, { recursive: true, withFileTypes: true })) {
      if (!file.isFile()) continue;
      assert.ok(!readFileSync(join(file.parentPath, file.name)).includes('planted-secret'), file.name);
    }
  });

  it('is blocked and said, without the password, when the proxy refuses or is of no known kind', async (t) => {
    const proxy = await startTestProxy({ upstream: '127.0.0.1:1', credentials: 'right:right' });
    t.after(() => proxy.stop());
    for (const [url, code] of [
      [`http://encoder:planted-secret@${proxy.address}`, 'PROXY_REFUSED'],
      ['socks5://encoder:planted-secret@127.0.0.1', 'PROXY_INVALID'],
    ] as const) {
      const place = await createWorkplace(t);
      const env = { AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b', HTTPS_PROXY: url };
      const program = startSurecast(liveArgs(place, [origin], '--duration', '2'), {
        env: { ...env, AWS_ENDPOINT_URL_S3: 'https://store.test' },
      });
      await program.untilSays(new RegExp(`BLOCKED: .*\\(${code}\\)`));
      program.signal('SIGINT');
      await program.untilSays(/Stopping/);
      program.signal('SIGINT');
      const { status, stdout, stderr } = await program.ended;
      assert.equal(status, 3, stdout + stderr);
      assert.doesNotMatch(stdout + stderr, /planted-secret|^\s+at /m);
    }
  });

  it('is read by the decoding client through it', async (t) => {
    const place = await createWorkplace(t);
    const { url } = place.folder('origin');
    assert.equal((await runSurecast(liveArgs(place, [url], '--duration', '2'))).status, 0);
    const { authority, certificate } = await authorityAndServer(t, ['DNS:store.test']);
    const served = await serveFolder(t, join(place.root, 'origin'), certificate);
    const proxy = await startTestProxy({
      upstream: new URL(served).host,
      credentials: 'encoder:planted-secret',
    });
    t.after(() => proxy.stop());
    const decode = ['decode', 'https://store.test/show/index.m3u8', '--give-up-after', '1'];
    const env = { NODE_EXTRA_CA_CERTS: authority.certificate };
    const through = { ...env, HTTPS_PROXY: `http://encoder:planted-secret@${proxy.address}` };
    const read = await runSurecast(decode, { env: through });
    assert.equal(read.status, 0, read.stderr);
    assert.ok(proxy.requests.includes('CONNECT store.test:443'), proxy.requests.join());
    const refused = await runSurecast(decode, {
      env: { ...env, ALL_PROXY: 'socks5://planted-secret@127.0.0.1' },
    });
    assert.equal(refused.status, 1);
    assert.match(refused.stderr, /\(PROXY_INVALID\)/);
    assert.doesNotMatch(read.stderr + refused.stderr, /planted-secret/);
  });
});
