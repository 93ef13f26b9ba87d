import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { request } from 'node:https';
import { it } from 'node:test';
import { createAuthority } from '../../fixtures/servers/certificates.ts';
import { startSurecast } from '../testing/surecast-process.ts';
import { createWorkplace } from '../testing/workplace.ts';

type Answer = { readonly status: number; readonly cookie: string; readonly body: string };

it('beyond this machine the console lets in who knows the password, over TLS', async (t) => {
  const place = await createWorkplace(t);
  const authority = await createAuthority(place.root);
  const { certificate, key } = await authority.issue({ names: ['IP:127.0.0.1'] });
  const ca = readFileSync(authority.certificate);
  const args = ['--listen', '0.0.0.0', '--tls-cert', certificate, '--tls-key', key, '--ready-json'];
  const env = {
    SURECAST_CONSOLE_PASSWORD: 'correct horse battery',
    SURECAST_CONSOLE_VIEWER_PASSWORD: 'only looking around',
  };
  const program = startSurecast(
    ['console', '--data', place.data, '--config', place.config, '--port', '0', ...args],
    { env },
  );
  await program.untilSays(/"port":\d+/);
  const port = Number(/"port":(\d+)/.exec(program.stdout())?.[1]);
  const ask = (path: string, method = 'GET', headers: Record<string, string> = {}, body?: string) =>
    new Promise<Answer>((resolve, reject) => {
      const sent = request({ host: '127.0.0.1', port, path, method, headers, ca }, (answer) => {
        let text = '';
        answer.on('data', (chunk: Buffer) => {
          text += chunk.toString('utf8');
        });
        answer.on('end', () => {
          const cookie = answer.headers['set-cookie']?.[0]?.split(';')[0] ?? '';
          resolve({ status: answer.statusCode ?? 0, cookie, body: text });
        });
      });
      sent.on('error', reject);
      sent.end(body);
    });
  const logIn = (password: string) =>
    ask(
      '/login',
      'POST',
      { 'content-type': 'application/x-www-form-urlencoded' },
      new URLSearchParams({ password }).toString(),
    );

  assert.equal((await ask('/login')).status, 200);
  assert.equal((await ask('/api/console')).status, 401);
  const wrong = await logIn('correct horse');
  assert.deepEqual([wrong.status, JSON.parse(wrong.body).code], [401, 'LOGIN_REFUSED']);
  const operator = await logIn(env.SURECAST_CONSOLE_PASSWORD);
  assert.equal(operator.status, 303);
  assert.equal((await ask('/api/settings', 'GET', { cookie: operator.cookie })).status, 200);
  const viewer = await logIn(env.SURECAST_CONSOLE_VIEWER_PASSWORD);
  assert.equal((await ask('/api/console', 'GET', { cookie: viewer.cookie })).status, 200);
  assert.equal((await ask('/api/stop', 'POST', { cookie: viewer.cookie })).status, 403);

  // Three attempts are made; a person who is out of patience is not a program that guesses.
  const guesses = await Promise.all(Array.from({ length: 20 }, () => logIn('a guess at it')));
  const last = guesses.find(({ status }) => status === 429);
  assert.equal(JSON.parse(last?.body ?? '{}').code, 'TOO_MANY_REQUESTS');
  assert.ok(guesses.every(({ status }) => status === 401 || status === 429));
  const kept = readFileSync(`${place.data}/console-passwords.json`, 'utf8');
  assert.doesNotMatch(kept, /horse|looking/);
  program.signal('SIGTERM');
  const { status, stdout, stderr } = await program.ended;
  assert.equal(status, 0, stdout + stderr);
});
