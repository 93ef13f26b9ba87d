import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, it, type TestContext } from 'node:test';
import { fc } from '../../fixtures/property-testing.ts';
import { temporaryDirectory } from '../../fixtures/temporary-directory.ts';
import type { EngineAddress } from '../engine/engine-address.ts';
import { answerPage, type PageSources } from './answer-page.ts';
import { pageFile } from './page-file.ts';

const token = 'the-token-that-no-page-may-have';

async function serve(
  t: TestContext,
  answer: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<EngineAddress> {
  const server = createServer(answer).listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, token };
}

function sourcesOf(folder: string, engine?: EngineAddress): PageSources & { taken: unknown[] } {
  const taken: unknown[] = [];
  return { folder, engine: () => engine, fetch, onTaken: async (one) => void taken.push(one), taken };
}

const ask = (path: string, init: RequestInit = {}): Request => new Request(`app://console${path}`, init);

describe('files of the page', () => {
  it('are served with their type and a strict policy, screens as the page itself', async (t) => {
    const folder = temporaryDirectory(t);
    await mkdir(join(folder, 'assets'));
    await writeFile(join(folder, 'index.html'), '<p>console</p>');
    await writeFile(join(folder, 'assets', 'main.js'), 'run()');
    for (const path of ['/', '/index.html', '/queue']) {
      const answer = await answerPage(ask(path), sourcesOf(folder));
      assert.equal(answer.status, 200, path);
      assert.equal(answer.headers.get('content-type'), 'text/html; charset=utf-8');
      assert.match(
        answer.headers.get('content-security-policy') ?? '',
        /^default-src 'none'; script-src 'self'; /,
      );
      assert.equal(await answer.text(), '<p>console</p>');
    }
    const script = await answerPage(ask('/assets/main.js'), sourcesOf(folder));
    assert.equal(script.headers.get('content-type'), 'text/javascript; charset=utf-8');
    for (const path of [
      '/assets/gone.js',
      '/.built-from',
      '/assets/..%2f..%2fpackage.json',
      '/%zz.js',
      '/a.exe',
    ])
      assert.equal((await answerPage(ask(path), sourcesOf(folder))).status, 404, path);
    assert.equal((await answerPage(ask('/', { method: 'POST' }), sourcesOf(folder))).status, 405);
    const elsewhere = await answerPage(new Request('app://elsewhere/'), sourcesOf(folder));
    assert.equal(elsewhere.status, 421);
  });

  it('are never outside of their folder, whatever is asked', () => {
    const part = fc.constantFrom(
      '..',
      '.',
      '%2e%2e',
      '%2f',
      '\\',
      '%5c',
      'a',
      'b.js',
      'C:',
      '%00',
      '//',
      'etc',
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 8 }), (parts) => {
        const file = pageFile('/srv/page', `/${parts.join('/')}`);
        assert.ok(file === undefined || /^\/srv\/page\/[^.\\:]/.test(file.path), file?.path);
        assert.ok(file === undefined || !file.path.includes('..'));
      }),
    );
  });
});

describe('the engine’s API through the page’s address', () => {
  it('gets the token and what matters of a request, and nothing else of the page', async (t) => {
    const seen: { headers: IncomingMessage['headers']; url: string | undefined; body: string }[] = [];
    const engine = await serve(t, (request, response) => {
      void text(request).then((body) => {
        seen.push({ headers: request.headers, url: request.url, body });
        response.setHeader('set-cookie', 'session=1').setHeader('content-type', 'application/json');
        response.end('{"ok":true}');
      });
    });
    const sources = sourcesOf('/nowhere', engine);
    const headers = {
      'content-type': 'application/json',
      authorization: 'Bearer forged',
      cookie: 'a=b',
      origin: 'https://evil.example',
      'x-more': '1',
    };
    const answer = await answerPage(
      ask('/api/origin-keys?x=1', { method: 'PUT', headers, body: '{"a":1}' }),
      sources,
    );
    assert.deepEqual(await answer.json(), { ok: true });
    assert.equal(answer.headers.get('set-cookie'), null);
    const [first] = seen;
    assert.equal(first?.url, '/api/origin-keys?x=1');
    assert.equal(first.body, '{"a":1}');
    assert.equal(first.headers.authorization, `Bearer ${token}`);
    for (const name of ['cookie', 'origin', 'referer', 'x-more'])
      assert.equal(first.headers[name], undefined, name);
    assert.equal(first.headers.host, new URL(engine.url).host);
    assert.deepEqual(sources.taken, [{ method: 'PUT', pathname: '/api/origin-keys', body: '{"a":1}' }]);
    assert.doesNotMatch(JSON.stringify([...answer.headers]), new RegExp(token));
  });

  it('streams events as they come, and ends the engine’s side when the page goes away', async (t) => {
    const closed = Promise.withResolvers<void>();
    const second = Promise.withResolvers<void>();
    const engine = await serve(t, (request, response) => {
      request.once('close', closed.resolve);
      response.setHeader('content-type', 'text/event-stream');
      response.write('data: 1\n\n');
      void second.promise.then(() => response.write('data: 2\n\n'));
    });
    const answer = await answerPage(ask('/api/events'), sourcesOf('/nowhere', engine));
    assert.equal(answer.headers.get('content-type'), 'text/event-stream');
    const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader();
    assert.equal((await reader?.read())?.value, 'data: 1\n\n');
    // The first was read before the second is sent: nothing is held back until the end.
    second.resolve();
    assert.equal((await reader?.read())?.value, 'data: 2\n\n');
    await reader?.cancel();
    await closed.promise;
  });

  it('passes refusals on, and notes nothing of them', async (t) => {
    const engine = await serve(t, (_request, response) => {
      response.writeHead(409, { 'content-type': 'application/json' }).end('{"code":"NOT_LIVE"}');
    });
    const sources = sourcesOf('/nowhere', engine);
    const answer = await answerPage(ask('/api/stop', { method: 'POST', body: '{}' }), sources);
    assert.equal(answer.status, 409);
    assert.deepEqual(sources.taken, []);
  });

  it('says with a code that the engine is away, and follows it nowhere', async (t) => {
    const none = await answerPage(ask('/api/console'), sourcesOf('/nowhere'));
    assert.equal(none.status, 503);
    assert.equal(((await none.json()) as { code: string }).code, 'ENGINE_AWAY');
    const dead = { url: 'http://127.0.0.1:1/', token };
    assert.equal((await answerPage(ask('/api/console'), sourcesOf('/nowhere', dead))).status, 503);
    const engine = await serve(t, (_request, response) => {
      response.writeHead(302, { location: 'http://evil.example/' }).end();
    });
    assert.equal((await answerPage(ask('/api/console'), sourcesOf('/nowhere', engine))).status, 502);
  });
});
