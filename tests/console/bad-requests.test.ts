import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { apiError } from '../../contract/api/routes.ts';
import { errorTable } from '../../contract/error-codes.ts';
import { judgeBroadcast } from '../judge/judge-broadcast.ts';
import { encodedFrames } from '../testing/capture-processes.ts';
import { type ConsoleProcess, type RawRequest, startConsole } from '../testing/console-process.ts';
import { isOnAir } from '../testing/is-on-air.ts';
import { TrialScope } from '../testing/scope.ts';
import { createWorkplace, smallPicture, type Workplace } from '../testing/workplace.ts';

const json = { 'content-type': 'application/json' };

describe('while a broadcast is on air, the console', () => {
  const scope = new TrialScope();
  let place: Workplace;
  let served: ConsoleProcess;
  const sockets: Socket[] = [];

  before(async () => {
    place = await createWorkplace(scope);
    served = await startConsole(place);
    await served.call('goLive', { broadcast: 'show' });
    await served.until(({ session }) => isOnAir(session.state));
  });

  after(() => scope.end());

  const operator = () => ({ authorization: `Bearer ${served.token}` });

  async function refused(request: RawRequest, status: number, code: keyof typeof errorTable): Promise<void> {
    const answer = await served.send(request);
    assert.equal(answer.status, status, answer.body);
    const error = apiError.parse(JSON.parse(answer.body));
    assert.equal(error.code, code);
    assert.ok(error.cure.length > 0);
    assert.doesNotMatch(answer.body, /node_modules|\.ts:\d+/, 'nothing of the program’s inside is told');
  }

  it('tells nothing without a token, or with a wrong one', async () => {
    for (const path of ['/api/console', '/api/logs', '/api/events', '/metrics', '/watch/show/index.m3u8']) {
      await refused({ path }, 401, 'TOKEN_MISSING');
      await refused({ path, headers: { authorization: `Bearer ${'x'.repeat(43)}` } }, 401, 'TOKEN_MISSING');
      await refused(
        { path, headers: { cookie: 'surecast-0=operator.9999999999999.x' } },
        401,
        'TOKEN_MISSING',
      );
    }
    await refused({ path: '/api/stop', method: 'POST' }, 401, 'TOKEN_MISSING');
    assert.equal((await served.send({ path: '/healthz' })).status, 200);
    assert.equal((await served.send({ path: '/readyz' })).status, 200);
  });

  it('answers to its own names alone', async () => {
    for (const host of ['evil.example', `evil.example:${served.port}`, '127.0.0.1.evil.example', '10.0.0.1'])
      await refused({ path: '/api/console', headers: { ...operator(), host } }, 421, 'HOST_REFUSED');
  });

  it('takes no orders from other pages', async () => {
    const orders = [
      { origin: 'http://evil.example' },
      { origin: 'null' },
      { 'sec-fetch-site': 'cross-site' },
    ];
    for (const headers of orders) {
      const request = { path: '/api/stop', method: 'POST', headers: { ...operator(), ...headers } };
      await refused(request, 403, 'REQUEST_FOREIGN');
    }
  });

  it('gives out no file but its own', async () => {
    const paths = [
      '/../../../../etc/passwd',
      '/assets/..%2f..%2f..%2fpackage.json',
      '/watch/show/..%2f..%2fcatalog.db',
      '/watch/..%2f../catalog.db',
      '/watch/show/../../../catalog.db',
      '/watch/show/%2e%2e/%2e%2e/console-token',
      '/watch/show%00/index.m3u8',
      '/watch-origin/show/0/..%2f..%2fcatalog.m3u8',
      '/watch-origin/..%2f../0/catalog.m3u8',
      '/watch-origin/show/7/index.m3u8',
      '/watch-origin/show/-1/index.m3u8',
    ];
    for (const path of paths) {
      const answer = await served.send({ path, headers: operator() });
      assert.ok(answer.status === 404 || answer.status === 400, `${path}: ${answer.status}`);
      assert.ok(apiError.parse(JSON.parse(answer.body)).code in errorTable);
    }
  });

  it('refuses names that are not names, and repeats no HTML as such', async () => {
    const name = '<img src=x onerror=alert(1)>';
    const answer = await served.send({
      path: `/api/broadcasts/${encodeURIComponent(name)}`,
      headers: operator(),
    });
    assert.equal(answer.status, 404);
    assert.match(String(answer.headers['content-type']), /^application\/json/);
    assert.equal(answer.headers['x-content-type-options'], 'nosniff');
    const body = JSON.stringify({ broadcast: '../../elsewhere' });
    await refused(
      { path: '/api/live', method: 'POST', headers: { ...operator(), ...json }, body },
      409,
      'ALREADY_LIVE',
    );
  });

  it('refuses bodies that are huge, not JSON, of another type, or make no sense', async () => {
    const request = { path: '/api/live', method: 'POST', headers: { ...operator(), ...json } };
    await refused({ ...request, body: `"${'x'.repeat(70_000)}"` }, 413, 'REQUEST_TOO_LARGE');
    await refused({ ...request, body: '{"broadcast":' }, 400, 'REQUEST_INVALID');
    await refused({ ...request, body: '{"broadcast":7}' }, 400, 'REQUEST_INVALID');
    await refused({ ...request, body: '{"durationSeconds":-1}' }, 400, 'REQUEST_INVALID');
    await refused({ ...request, body: '{"surprise":true}' }, 400, 'REQUEST_INVALID');
    const headers = { ...operator(), 'content-type': 'text/plain' };
    await refused({ ...request, headers, body: '{}' }, 400, 'REQUEST_INVALID');
    await refused({ path: '/api/logs?limit=1e9', headers: operator() }, 400, 'REQUEST_INVALID');
  });

  it('lets a viewer look and not act', async () => {
    const token = (await readFile(`${place.data}/console-viewer-token`, 'utf8')).trim();
    const viewer = { authorization: `Bearer ${token}` };
    assert.equal((await served.send({ path: '/api/console', headers: viewer })).status, 200);
    const me = await served.send({ path: '/api/me', headers: viewer });
    assert.deepEqual(JSON.parse(me.body), { role: 'viewer', hasNetwork: false });
    assert.deepEqual(await served.call('me'), { role: 'operator', hasNetwork: false });
    await refused({ path: '/api/stop', method: 'POST', headers: viewer }, 403, 'ROLE_LACKING');
    await refused({ path: '/api/support-bundle', headers: viewer }, 403, 'ROLE_LACKING');
  });

  it('logs in by the address with the token, and out of the address again', async () => {
    const answer = await served.send({ path: `/?token=${served.token}` });
    assert.deepEqual([answer.status, answer.headers['location']], [302, '/']);
    const [cookie = ''] = answer.headers['set-cookie'] as string[];
    assert.match(cookie, /HttpOnly; SameSite=Strict/);
    const headers = { cookie: cookie.split(';')[0] ?? '' };
    assert.equal((await served.send({ path: '/api/console', headers })).status, 200);
    const wrong = await served.send({ path: '/?token=wrong' });
    assert.equal(wrong.headers['set-cookie'], undefined);
  });

  it('bears readers that take nothing, and connections by the hundred', async () => {
    const request = (path: string) =>
      `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer ${served.token}\r\n\r\n`;
    for (let index = 0; index < 200; index += 1) {
      const socket = connect(served.port, '127.0.0.1');
      socket.on('error', () => undefined);
      sockets.push(socket);
      // A third follows and reads nothing, a third asks for pictures and reads nothing, a third never says what it wants.
      if (index % 3 === 0) socket.write(request('/api/events'));
      if (index % 3 === 1) socket.write(request('/api/preview.mjpeg'));
      socket.pause();
    }
    const before = (await served.call('console')).broadcast?.variants[0]?.segments ?? 0;
    await served.until(({ broadcast }) => (broadcast?.variants[0]?.segments ?? 0) >= before + 3);
  });

  it('has let none of it touch the broadcast', async () => {
    for (const socket of sockets) socket.destroy();
    const { session, backlog } = await served.call('console');
    assert.ok(isOnAir(session.state), `${session.state}: ${session.reason}`);
    assert.ok(backlog.files < 5, `${backlog.files} files wait`);
    await served.call('stop');
    await served.until((present) => present.session.state === 'idle');
    served.program.signal('SIGINT');
    const { status, stdout, stderr } = await served.program.ended;
    assert.equal(status, 0, stdout + stderr);
    const { view } = place.folder('data/origin');
    await judgeBroadcast(view, 'show', { ...smallPicture, frames: encodedFrames(place.data) });
  });
});
