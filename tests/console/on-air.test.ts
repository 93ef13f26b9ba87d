import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { describe, it } from 'node:test';
import { consoleSnapshot } from '../../contract/api/console-snapshot.ts';
import { type Route, routes } from '../../contract/api/routes.ts';
import { judgeBroadcast } from '../judge/judge-broadcast.ts';
import { encodedFrames } from '../testing/capture-processes.ts';
import { startConsole } from '../testing/console-process.ts';
import { isOnAir } from '../testing/is-on-air.ts';
import { liveArgs } from '../testing/live-args.ts';
import { startSurecast } from '../testing/surecast-process.ts';
import { createWorkplace, smallPicture } from '../testing/workplace.ts';

async function untilCaptured(url: URL, headers: Record<string, string>, name: string): Promise<void> {
  for (;;) {
    const { broadcast } = consoleSnapshot.parse(await (await fetch(url, { headers })).json());
    if (broadcast?.name === name && (broadcast.variants[0]?.segments ?? 0) >= 2) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

describe('a broadcast from the console', { concurrency: true }, () => {
  it('goes on when the program is killed and started again, and loses nothing', async (t) => {
    const place = await createWorkplace(t);
    const first = await startConsole(place);
    await first.call('goLive', { broadcast: 'show' });
    await first.until(({ broadcast }) => (broadcast?.variants[0]?.segments ?? 0) >= 2);
    first.program.signal('SIGKILL');
    await first.program.ended;
    const second = await startConsole(place);
    const { broadcast } = await second.until(({ session }) => isOnAir(session.state));
    const before = broadcast?.variants[0]?.segments ?? 0;
    await second.until((present) => (present.broadcast?.variants[0]?.segments ?? 0) >= before + 2);
    await second.call('stop');
    const after = await second.until(({ session }) => session.state === 'idle');
    assert.equal(after.broadcast?.phase, 'complete');
    second.program.signal('SIGTERM');
    const { status, stdout, stderr } = await second.program.ended;
    assert.equal(status, 0, stdout + stderr);
    const { view } = place.folder('data/origin');
    await judgeBroadcast(view, 'show', { ...smallPicture, frames: encodedFrames(place.data) });
  });

  it('may follow one that `surecast live` began and the page stopped', async (t) => {
    const place = await createWorkplace(t, { ui: true });
    const origin = place.folder('origin');
    const program = startSurecast(liveArgs(place, [origin.url], '--port', '0'));
    await program.untilSays(/Console: http/);
    const address = new URL(/Console: (\S+)/.exec(program.stdout())?.[1] ?? '');
    const headers = { authorization: `Bearer ${address.searchParams.get('token')}` };
    const post = async (path: string, body: object) => {
      const answer = await fetch(new URL(path, address), {
        method: 'POST',
        headers: { ...headers, 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
      assert.equal(answer.status, 200, await answer.text());
    };
    await program.untilSays(/captured [1-9]\d* segment/);
    await post('/api/stop', {});
    await program.untilSays(/show is complete/);
    await post('/api/live', { broadcast: 'encore' });
    await untilCaptured(new URL('/api/console', address), headers, 'encore');
    await program.untilSays(/^Broadcast encore: test as 180p.*\nOrigin file:/m);
    program.signal('SIGINT');
    const { status, stdout, stderr } = await program.ended;
    assert.equal(status, 0, stdout + stderr);
    for (const name of ['show', 'encore']) await judgeBroadcast(origin.view, name, smallPicture);
  });
});

describe('the console', { concurrency: true }, () => {
  it('answers every route of the contract, to nobody unknown', async (t) => {
    const { send, program } = await startConsole(await createWorkplace(t));
    for (const [name, { method, path }] of Object.entries<Route>(routes)) {
      const { status } = await send({ method, path: path.replaceAll(/:\w+/g, 'x') });
      assert.equal(status, 401, name);
    }
    program.signal('SIGTERM');
    assert.equal((await program.ended).status, 0);
  });

  it('tells Prometheus, gives a support bundle, and says what it can', async (t) => {
    const { send, token, program } = await startConsole(await createWorkplace(t));
    const headers = { authorization: `Bearer ${token}` };
    const metrics = await send({ path: '/metrics', headers });
    assert.match(metrics.body, /^surecast_session_state\{state="idle"\} 1$/m);
    const document = await send({ path: '/api/openapi.json', headers });
    assert.equal(JSON.parse(document.body).openapi, '3.1.0');
    const bundle = await send({ path: '/api/support-bundle', headers });
    assert.deepEqual([bundle.status, bundle.headers['content-type']], [200, 'application/gzip']);
    program.signal('SIGTERM');
    assert.equal((await program.ended).status, 0);
  });

  it('listens beyond this machine only with a password and a certificate', async (t) => {
    const place = await createWorkplace(t);
    const program = startSurecast(['console', '--data', place.data, '--listen', '0.0.0.0', '--port', '0']);
    const { status, stderr } = await program.ended;
    assert.equal(status, 2, stderr);
    assert.match(stderr, /LISTEN_REFUSED/);
  });

  it('keeps its tokens out of the log', async (t) => {
    const place = await createWorkplace(t);
    const { program, token } = await startConsole(place);
    program.signal('SIGTERM');
    await program.ended;
    const log = await readFile(`${place.data}/logs/surecast.log`, 'utf8').catch(() => '');
    assert.ok(!log.includes(token));
  });
});
