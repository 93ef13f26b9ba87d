import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { describe, it, type TestContext } from 'node:test';
import { type Certificate, createAuthority } from '../fixtures/servers/certificates.ts';
import { startTestProxy } from '../fixtures/servers/http-proxy.ts';
import { startScriptedServer } from '../fixtures/servers/scripted-server.ts';
import { temporaryDirectory } from '../fixtures/temporary-directory.ts';
import { TunnelRefused } from '../uploader/origins/proxy-tunnel.ts';
import { trustIn } from '../uploader/origins/trust.ts';
import { sendRequest } from './send-request.ts';

const never = new AbortController().signal;
const credentials = 'encoder:planted-secret';

async function receiver(t: TestContext) {
  const bodies: string[] = [];
  const server = await startScriptedServer(async (request, response) => {
    bodies.push(await text(request));
    response.writeHead(307, { location: '/elsewhere', 'x-heard': request.headers['x-said'] }).end('a page');
  });
  t.after(() => server.stop());
  return { ...server, bodies };
}

async function secureReceiver(t: TestContext, { certificate, key }: Certificate): Promise<string> {
  const server = createServer({ cert: readFileSync(certificate), key: readFileSync(key) }, (_, response) =>
    response.writeHead(204).end(),
  ).listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => server.close());
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function proxyTo(t: TestContext, upstream: string) {
  const proxy = await startTestProxy({ upstream, credentials });
  t.after(() => proxy.stop());
  return proxy;
}

describe('a request of the engine’s own', () => {
  const post = { method: 'POST', body: 'a message', headers: { 'x-said': 'hello' }, signal: never } as const;

  it('is answered with a head, and follows nothing', async (t) => {
    const { endpoint, bodies, requests } = await receiver(t);
    const { status, headers } = await sendRequest({ ...post, url: `${endpoint}/hook?to=a` }, {});
    assert.deepEqual([status, headers['x-heard']], [307, 'hello']);
    assert.deepEqual([bodies, requests], [['a message'], ['POST /hook?to=a']]);
  });

  it('goes through the proxy that the environment names', async (t) => {
    const { endpoint, bodies } = await receiver(t);
    const proxy = await proxyTo(t, new URL(endpoint).host);
    const variables = { http_proxy: `http://${credentials}@${proxy.address}` };
    const { status } = await sendRequest({ ...post, url: 'http://hooks.test/hook?to=a' }, variables);
    assert.deepEqual([status, bodies], [307, ['a message']]);
    assert.deepEqual(proxy.requests, ['POST http://hooks.test/hook?to=a']);
  });

  it('speaks TLS through a tunnel of the proxy, with whom it is told to trust', async (t) => {
    const authority = await createAuthority(temporaryDirectory(t));
    const upstream = await secureReceiver(t, await authority.issue({ names: ['DNS:hooks.test'] }));
    const proxy = await proxyTo(t, upstream);
    const variables = { HTTPS_PROXY: `http://${credentials}@${proxy.address}` };
    const url = 'https://hooks.test/hook';
    const trust = await trustIn(authority.certificate);
    assert.equal((await sendRequest({ ...post, url, trust }, variables)).status, 204);
    assert.deepEqual(proxy.requests, ['CONNECT hooks.test:443']);
    await assert.rejects(sendRequest({ ...post, url }, variables), /certificate/);
    const stranger = { HTTPS_PROXY: `http://${proxy.address}` };
    await assert.rejects(sendRequest({ ...post, url, trust }, stranger), TunnelRefused);
  });

  it('is given up when its signal says so', async (t) => {
    const server = await startScriptedServer(() => undefined);
    t.after(() => server.stop());
    const signal = AbortSignal.timeout(50);
    await assert.rejects(sendRequest({ url: server.endpoint, method: 'HEAD', signal }, {}));
    assert.ok(signal.aborted);
  });
});
