import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { after, before, describe, it, type TestContext } from 'node:test';
import { createAuthority } from '../../fixtures/servers/certificates.ts';
import { startTestProxy, type TestProxyOptions } from '../../fixtures/servers/http-proxy.ts';
import { startMinio } from '../../fixtures/servers/minio.ts';
import { environment, type S3Server } from '../../fixtures/servers/s3-server.ts';
import { startTlsMinio } from '../../fixtures/servers/tls-minio.ts';
import { temporaryDirectory } from '../../fixtures/temporary-directory.ts';
import { failsWith, objectOf } from './conformance.ts';
import { openOrigin } from './open-origin.ts';
import { provesAll } from './s3-conformance.ts';

const never = new AbortController().signal;
const body = Buffer.from('a segment');
const object = objectOf('show/1.ts', body);
const credentials = 'encoder:planted-secret';

let store: S3Server;

before(async () => {
  store = await startMinio();
  await store.createBucket('bucket');
});

after(() => store.stop());

async function proxyTo(t: TestContext, upstream: string, more: Partial<TestProxyOptions> = {}) {
  const proxy = await startTestProxy({ upstream, ...more });
  t.after(() => proxy.stop());
  return proxy;
}

const origin = (variables: Readonly<Record<string, string>>, connectMs = 5_000) =>
  openOrigin('s3://bucket/prefix', { capabilities: provesAll, variables, limits: { connectMs } });

describe('an S3 origin behind a proxy', () => {
  it('is stored to and proved by plain requests that name it', async (t) => {
    const proxy = await proxyTo(t, new URL(store.endpoint).host, { credentials });
    const through = origin({
      ...environment('http://store.test:9000'),
      http_proxy: `http://${credentials}@${proxy.address}`,
    });
    await through.put(object, body, never);
    assert.equal(await through.prove(object, never), 'sha256-attested');
    const target = 'http://store.test:9000/bucket/prefix/show/1.ts';
    assert.ok(proxy.requests[0]?.startsWith(`PUT ${target}`), proxy.requests[0]);
    assert.ok(proxy.requests[1]?.startsWith(`HEAD ${target}`), proxy.requests[1]);
  });

  for (const scheme of ['http', 'https'] as const) {
    it(`is spoken TLS with through a tunnel of a proxy that is spoken to in ${scheme}`, async (t) => {
      const authority = await createAuthority(temporaryDirectory(t));
      const certificate = await authority.issue({ names: ['DNS:store.test', 'IP:127.0.0.1'] });
      const tls = await startTlsMinio(certificate, 'store.test');
      t.after(() => tls.stop());
      const own = scheme === 'https' ? { certificate } : {};
      const proxy = await proxyTo(t, tls.address, { credentials, ...own });
      const trusting = { ...tls.env, AWS_CA_BUNDLE: authority.certificate };
      const through = origin({ ...trusting, HTTPS_PROXY: `${scheme}://${credentials}@${proxy.address}` });
      await through.put(object, body, never);
      assert.equal(await through.prove(object, never), 'sha256-attested');
      const { host } = new URL(tls.env.AWS_ENDPOINT_URL_S3);
      assert.deepEqual(proxy.requests, [`CONNECT ${host}`]);
    });
  }

  for (const scheme of ['http', 'https'] as const) {
    it(`needs a person when the proxy of ${scheme} does not know this machine`, async (t) => {
      const proxy = await proxyTo(t, new URL(store.endpoint).host, { credentials });
      const wrong = `http://encoder:planted-other@${proxy.address}`;
      const refused = origin({ ...environment(`${scheme}://store.test`), ALL_PROXY: wrong });
      const failure = await failsWith(refused.put(object, body, never), {
        class: 'blocked',
        code: 'PROXY_REFUSED',
      });
      assert.doesNotMatch(failure.message, /planted/);
    });

    it(`is waited for when the proxy of ${scheme} can't reach it, or is gone itself`, async (t) => {
      const proxy = await proxyTo(t, '127.0.0.1:1');
      const lost = origin({ ...environment(`${scheme}://store.test`), ALL_PROXY: `http://${proxy.address}` });
      await failsWith(lost.put(object, body, never), {
        class: 'unstable',
        code: scheme === 'http' ? 'ORIGIN_UNSTABLE' : 'ORIGIN_UNREACHABLE',
      });
      await proxy.stop();
      await failsWith(lost.put(object, body, never), { class: 'unstable', code: 'ORIGIN_UNREACHABLE' });
    });
  }

  it('is asked directly when NO_PROXY has it, and on this machine', async (t) => {
    const proxy = await proxyTo(t, '127.0.0.1:1');
    await origin({ ...store.env, HTTP_PROXY: `http://${proxy.address}` }).put(object, body, never);
    const excepted = origin({
      ...environment('http://store.invalid'),
      HTTP_PROXY: `http://${proxy.address}`,
      NO_PROXY: 'invalid',
    });
    await failsWith(excepted.put(object, body, never), { class: 'unstable', code: 'ORIGIN_UNREACHABLE' });
    assert.deepEqual(proxy.requests, []);
  });

  it('needs a person when the proxy is of a kind that is not supported', async () => {
    const socks = { ...environment('https://store.test'), ALL_PROXY: 'socks5://planted-secret@127.0.0.1' };
    const failure = await failsWith(origin(socks).put(object, body, never), {
      class: 'blocked',
      code: 'PROXY_INVALID',
    });
    assert.doesNotMatch(failure.message, /planted/);
  });

  for (const [label, onConnection] of [
    ['never answers', () => undefined],
    ['answers without end', (socket) => drip(socket, 'X-Header: '.repeat(1_000))],
    ['answers garbage', (socket) => void socket.end('200 OK go on\r\n\r\n')],
    ['speaks for the origin', (socket) => void socket.write('HTTP/1.1 200 OK\r\n\r\n\u0016\u0003\u0001')],
    ['hangs up', (socket) => void socket.destroy()],
  ] as const satisfies readonly (readonly [string, (socket: Socket) => void])[]) {
    it(`is waited for when the proxy ${label}`, async (t) => {
      const proxy = createServer((socket) => {
        socket.on('error', () => undefined).once('data', () => onConnection(socket));
        t.after(() => socket.destroy());
      }).listen(0, '127.0.0.1');
      await once(proxy, 'listening');
      t.after(() => proxy.close());
      const url = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
      const behind = origin({ ...environment('https://store.test'), HTTPS_PROXY: url }, 500);
      await failsWith(behind.put(object, body, never), { class: 'unstable', code: 'ORIGIN_UNREACHABLE' });
    });
  }
});

function drip(socket: Socket, text: string): void {
  socket.write('HTTP/1.1 200 OK\r\n');
  const more = (): void => {
    while (socket.writable && socket.write(text));
    if (socket.writable) socket.once('drain', more);
  };
  more();
}
