import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import { describe, it, type TestContext } from 'node:test';
import { environment } from '../../fixtures/servers/s3-server.ts';
import { startScriptedServer } from '../../fixtures/servers/scripted-server.ts';
import { failsWith, objectOf } from './conformance.ts';
import type { RequestLimits } from './deadline.ts';
import { hexSha256 } from './hash.ts';
import { openOrigin } from './open-origin.ts';
import { provesAll } from './s3-conformance.ts';
import type { AwsVariables } from './s3-settings.ts';

const never = new AbortController().signal;
const body = Buffer.alloc(100_000, 'x');
const object = objectOf('show/1.ts', body);
const base64 = Buffer.from(object.sha256, 'hex').toString('base64');

function originAt(variables: AwsVariables, limits: Partial<RequestLimits> = {}) {
  return openOrigin('s3://bucket/prefix', { capabilities: provesAll, variables, limits });
}

/** An origin whose store answers as the test says. */
async function scripted(
  t: TestContext,
  answer: Parameters<typeof startScriptedServer>[0],
  limits: Partial<RequestLimits> = {},
) {
  const server = await startScriptedServer(answer);
  t.after(() => server.stop());
  return { server, origin: originAt(environment(server.endpoint), limits) };
}

/** A TCP server that does as it likes with its connections. @returns its endpoint */
async function listen(t: TestContext, onConnection: (socket: Socket) => void): Promise<string> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    onConnection(socket);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  const address = server.address();
  assert.ok(address !== null && typeof address === 'object');
  return `http://127.0.0.1:${address.port}`;
}

describe('s3: a question whether anybody answers', () => {
  it('takes any answer for one, and none for none', async (t) => {
    for (const status of [200, 301, 403, 404, 500, 503]) {
      const { origin } = await scripted(t, (_, response) => void response.writeHead(status).end());
      await origin.ask(never);
    }
    const silent = { class: 'unstable', code: 'ORIGIN_UNREACHABLE' } as const;
    const hangsUp = await listen(t, (socket) => void socket.destroy());
    await failsWith(originAt(environment(hangsUp)).ask(never), silent);
    const saysNothing = await listen(t, (socket) => void socket.resume());
    await failsWith(originAt(environment(saysNothing), { stallMs: 50, baseMs: 50 }).ask(never), silent);
  });
});

describe('s3: a normal delivery', () => {
  it('takes one PUT and one HEAD, for a segment and for each version of a playlist', async (t) => {
    const stored = new Map<string, Buffer>();
    const { server, origin } = await scripted(t, async (request, response) => {
      const { pathname } = new URL(request.url ?? '', 'http://store');
      const sent = await buffer(request);
      if (request.method === 'PUT') stored.set(pathname, sent);
      const held = stored.get(pathname) ?? Buffer.alloc(0);
      const sha256 = Buffer.from(hexSha256(held), 'hex').toString('base64');
      const length = request.method === 'HEAD' ? held.length : 0;
      response
        .writeHead(200, { ETag: `"${sha256}"`, 'Content-Length': length, 'x-amz-checksum-sha256': sha256 })
        .end();
    });
    await origin.put(object, body, never);
    await origin.prove(object, never);
    let replaces: string | undefined;
    for (const text of ['v1', 'v2', 'v3']) {
      const version = objectOf('show/index.m3u8', Buffer.from(text), { mode: 'replaceable', replaces });
      await origin.put(version, Buffer.from(text), never);
      await origin.prove(version, never);
      replaces = version.sha256;
    }
    const methods = server.requests.map((line) => line.split(' ')[0]).join(' ');
    assert.equal(methods, 'PUT HEAD PUT HEAD PUT HEAD PUT HEAD');
  });
});

describe('s3: a link in trouble', () => {
  it('gives up a server that accepts and never reads', async (t) => {
    const endpoint = await listen(t, (socket) => socket.pause());
    const large = Buffer.alloc(8_000_000);
    const failure = await failsWith(
      originAt(environment(endpoint), { stallMs: 200 }).put(objectOf('a.ts', large), large, never),
      { class: 'unstable', code: 'ORIGIN_UNREACHABLE' },
    );
    assert.equal(failure.ambiguous, true);
  });

  it('gives up a server that reads and never answers', async (t) => {
    const { origin } = await scripted(t, (request) => void request.resume(), { stallMs: 200 });
    await failsWith(origin.put(object, body, never), { class: 'unstable', code: 'ORIGIN_UNREACHABLE' });
    await failsWith(origin.prove(object, never), { class: 'unstable', code: 'ORIGIN_UNREACHABLE' });
  });

  it('gives up at the deadline a server that stays just busy enough', async (t) => {
    const endpoint = await listen(t, (socket) => {
      socket.resume();
      const trickle = setInterval(() => socket.write('H'), 10);
      socket.on('close', () => clearInterval(trickle));
      socket.write('HTTP/1.1 200 OK\r\nX-Slow: ');
    });
    const limits = { stallMs: 5_000, baseMs: 300, slowestBytesPerSecond: 1e9 };
    await failsWith(originAt(environment(endpoint), limits).put(object, body, never), {
      class: 'unstable',
      code: 'ORIGIN_UNREACHABLE',
    });
  });

  it('knows a refused connection', async (t) => {
    const { server, origin } = await scripted(t, (_, response) => void response.end());
    await server.stop();
    const failure = await failsWith(origin.put(object, body, never), {
      class: 'unstable',
      code: 'ORIGIN_UNREACHABLE',
    });
    assert.equal(failure.ambiguous, false);
  });

  it('takes an upload for stored whose answer was lost in a reset', async (t) => {
    const { origin } = await scripted(t, (request, response) => {
      request.resume();
      request.on('end', () => {
        if (request.method === 'PUT') return void request.socket.resetAndDestroy();
        response
          .writeHead(200, { ETag: '"e"', 'Content-Length': body.length, 'x-amz-checksum-sha256': base64 })
          .end();
      });
    });
    await origin.put(object, body, never);
  });

  it('finds the true reason when a refusal was lost in a reset', async (t) => {
    const { origin } = await scripted(t, (request, response) => {
      if (request.method === 'PUT') return void request.socket.resetAndDestroy();
      response.writeHead(403).end();
    });
    await failsWith(origin.put(object, body, never), { class: 'blocked', code: 'ORIGIN_DENIED' });
  });
});

describe('s3: a store in trouble', () => {
  const answering = (status: number, text: string, headers: Record<string, string> = {}) => {
    return (request: IncomingMessage, response: ServerResponse) => {
      request.resume();
      request.on('end', () => response.writeHead(status, headers).end(text));
    };
  };

  it('waits as long as a store that is too busy asks for', async (t) => {
    const xml = '<?xml version="1.0"?><Error><Code>SlowDown</Code><Message>Please reduce</Message></Error>';
    const { origin } = await scripted(t, answering(503, xml, { 'Retry-After': '3' }));
    const failure = await failsWith(origin.put(object, body, never), {
      class: 'unstable',
      code: 'ORIGIN_UNSTABLE',
    });
    assert.equal(failure.retryAfterMs, 3_000);
    assert.match(failure.message, /SlowDown: Please reduce/);
  });

  for (const [label, status, text, expected] of [
    [
      'a proxy’s page',
      502,
      '<html><h1>Bad Gateway</h1></html>',
      { class: 'unstable', code: 'ORIGIN_UNSTABLE' },
    ],
    ['XML that breaks off', 503, '<Error><Code>SlowDo', { class: 'unstable', code: 'ORIGIN_UNSTABLE' }],
    ['XML that is none', 400, '<Error &&& <<', { class: 'blocked', code: 'ORIGIN_REFUSED' }],
    ['nothing at all', 500, '', { class: 'unstable', code: 'ORIGIN_UNSTABLE' }],
    ['another server’s 404', 404, 'no such page', { class: 'blocked', code: 'ORIGIN_REFUSED' }],
    ['a captive portal’s redirect', 302, '<html>log in</html>', { class: 'blocked', code: 'ORIGIN_REFUSED' }],
  ] as const) {
    it(`makes sense of ${label}`, async (t) => {
      const { origin } = await scripted(t, answering(status, text));
      await failsWith(origin.put(object, body, never), expected);
    });
  }

  for (const status of [200, 503]) {
    it(`does not read an endless answer of ${status}`, async (t) => {
      let written = 0;
      const { origin } = await scripted(t, (request, response) => {
        request.resume();
        response.writeHead(status);
        const chunk = Buffer.alloc(64 * 1024, '<Error>');
        const more = () => {
          while (!response.destroyed && response.write(chunk)) written += chunk.length;
        };
        response.on('drain', more);
        more();
      });
      await failsWith(origin.put(object, body, never), { class: 'unstable', code: 'ORIGIN_UNSTABLE' });
      assert.ok(written < 50_000_000);
    });
  }

  it('catches a store that says yes and stores nothing', async (t) => {
    const { origin } = await scripted(t, (request, response) => {
      request.resume();
      request.on('end', () => response.writeHead(request.method === 'PUT' ? 200 : 404).end());
    });
    await origin.put(object, body, never);
    await failsWith(origin.prove(object, never), { class: 'object', code: 'OBJECT_MISSING' });
    await failsWith(origin.probe(never), { class: 'object', code: 'OBJECT_MISSING' });
  });

  it('catches a store that holds other bytes', async (t) => {
    const sha256 = Buffer.alloc(32).toString('base64');
    const { origin } = await scripted(t, (_, response) => {
      response.writeHead(200, { 'Content-Length': body.length, 'x-amz-checksum-sha256': sha256 }).end();
    });
    await failsWith(origin.prove(object, never), { class: 'object', code: 'CHECKSUM_MISMATCH' });
  });

  it('takes the checksum of a multipart upload for none, and reads back', async (t) => {
    const { server, origin } = await scripted(t, (request, response) => {
      response.writeHead(200, { 'Content-Length': body.length, 'x-amz-checksum-sha256': `${base64}-2` });
      response.end(request.method === 'GET' ? body : undefined);
    });
    assert.equal(await origin.prove(object, never), 'sha256-read-back');
    assert.deepEqual(server.requests.length, 2);
  });

  it('notices an object that is cut off while it is read back', async (t) => {
    const { origin } = await scripted(t, (request, response) => {
      response.writeHead(200, { 'Content-Length': body.length });
      if (request.method === 'HEAD') return void response.end();
      response.write(body.subarray(0, 1000), () => response.destroy());
    });
    await failsWith(origin.prove(object, never), { class: 'unstable', code: 'ORIGIN_UNREACHABLE' });
  });
});

describe('s3: settings', () => {
  const unset = { AWS_CONFIG_FILE: '/nowhere', AWS_SHARED_CREDENTIALS_FILE: '/nowhere' };

  it('says at once that there are no credentials, without asking an instance’s metadata', async () => {
    const origin = originAt({ ...unset, AWS_ENDPOINT_URL_S3: 'http://127.0.0.1:9' });
    await failsWith(origin.put(object, body, never), { class: 'blocked', code: 'ORIGIN_NO_CREDENTIALS' });
  });

  it('refuses an endpoint that is none', async () => {
    for (const endpoint of ['minio:9000', 'ftp://host', 'http://user:secret@host']) {
      const origin = originAt({ ...unset, AWS_ENDPOINT_URL_S3: endpoint });
      const failure = await failsWith(origin.put(object, body, never), {
        class: 'blocked',
        code: 'ORIGIN_REFUSED',
      });
      assert.doesNotMatch(failure.message, /secret/);
    }
  });

  it('takes endpoint, region and keys from a profile, and a corrected profile without a restart', async (t) => {
    const seen: string[] = [];
    const { server } = await scripted(t, (request, response) => {
      const { authorization = '' } = request.headers;
      seen.push(authorization.replace(/^.*Credential=([^/]*)\/[0-9]*\/([^/]*)\/.*$/, '$1 $2'));
      request.resume();
      request.on('end', () => response.writeHead(authorization.includes('RIGHT') ? 200 : 403).end());
    });
    const directory = await mkdtemp(path.join(tmpdir(), 'surecast-aws-'));
    t.after(() => rm(directory, { recursive: true }));
    const credentials = path.join(directory, 'credentials');
    const config = path.join(directory, 'config');
    const keys = (id: string) => `[venue]\naws_access_key_id=${id}\naws_secret_access_key=secret\n`;
    await writeFile(credentials, keys('WRONG'));
    await writeFile(
      config,
      `[profile venue]\nregion=eu-north-1\nservices=here\n[services here]\ns3 =\n  endpoint_url=${server.endpoint}\n`,
    );
    const files = { AWS_CONFIG_FILE: config, AWS_SHARED_CREDENTIALS_FILE: credentials };
    const origin = originAt({ ...files, AWS_PROFILE: 'venue' });
    await failsWith(origin.put(object, body, never), { class: 'blocked', code: 'ORIGIN_DENIED' });
    await writeFile(credentials, keys('RIGHT'));
    await origin.put(object, body, never);
    assert.deepEqual(seen, ['WRONG eu-north-1', 'RIGHT eu-north-1']);
    assert.match(server.requests[0] ?? '', /^PUT \/bucket\/prefix\/show\/1\.ts/);
  });
});
