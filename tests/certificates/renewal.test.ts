import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { startNodeProcess } from '../../fixtures/network/node-process.ts';
import { makeTestNetwork } from '../../fixtures/network/test-network.ts';
import { createAuthority } from '../../fixtures/servers/certificates.ts';
import { startSurecast } from '../testing/surecast-process.ts';
import { createWorkplace } from '../testing/workplace.ts';
import { agentFor, askSecurely, derOf, renew } from './shown-certificate.ts';

const names = ['IP:127.0.0.1'];
const timeout = 200_000;

test('a console whose certificate is renewed shows the new one, and goes on with who is there', {
  timeout,
}, async (t) => {
  const place = await createWorkplace(t);
  const authority = await createAuthority(place.root);
  const [files, next] = [await authority.issue({ names }), await authority.issue({ names })];
  const [first, second] = [derOf(files), derOf(next)];
  const program = startSurecast(
    [
      ...['console', '--data', place.data, '--config', place.config, '--port', '0', '--ready-json'],
      ...['--tls-cert', files.certificate, '--tls-key', files.key],
    ],
    { env: { SURECAST_CONSOLE_PASSWORD: 'correct horse battery' } },
  );
  t.after(() => program.signal('SIGKILL'));
  await program.untilSays(/"port":\d+/);
  const port = Number(/"port":(\d+)/.exec(program.stdout())?.[1]);
  const anew = agentFor(authority.certificate);
  const there = agentFor(authority.certificate, { keepAlive: true, maxSockets: 1 });
  t.after(() => there.destroy());
  for (const agent of [anew, there]) assert.equal((await askSecurely(port, '/healthz', agent)).shown, first);
  renew(files, next);
  while ((await askSecurely(port, '/healthz', anew)).shown !== second) await sleep(100);
  assert.deepEqual(await askSecurely(port, '/healthz', there), { status: 200, shown: first });
  await program.untilSays(/was renewed/);
});

test('an edge with nginx shows viewers a renewed certificate, and says of a wrong one what is wrong', {
  timeout,
}, async (t) => {
  const directory = await mkdtemp(join(tmpdir(), 'surecast-certificate-'));
  t.after(() => rm(directory, { recursive: true, force: true, maxRetries: 20 }));
  const network = await makeTestNetwork(directory);
  await network.admit('edge-1', ['edge']);
  const authority = await createAuthority(directory);
  const [files, next, wrong] = await Promise.all([1, 2, 3].map(() => authority.issue({ names })));
  assert.ok(files !== undefined && next !== undefined && wrong !== undefined);
  const [first, second] = [derOf(files), derOf(next)];
  // No NATS answers: an edge is there without.
  const node = await startNodeProcess([
    ...['--role', 'edge', '--identity', network.identityDirectory('edge-1'), '--nats', 'tls://127.0.0.1:1'],
    ...['--data', join(directory, 'data'), '--listen', '127.0.0.1:0', '--viewers', '127.0.0.1:0'],
    ...['--data-plane', 'nginx', '--tls-cert', files.certificate, '--tls-key', files.key],
  ]);
  t.after(() => node.kill());
  const port = Number(new URL(node.viewerUrl ?? '').port);
  const anew = agentFor(authority.certificate);
  const shown = async () => askSecurely(port, '/watch/show', anew);
  assert.deepEqual(await shown(), { status: 200, shown: first });
  renew(files, { certificate: wrong.certificate, key: next.key });
  while (!/is not taken/.test(node.said())) await sleep(100);
  assert.equal((await shown()).shown, first);
  // What was meant: the certificate of the key that lies there by now.
  renew(files, { certificate: next.certificate, key: files.key });
  while ((await shown()).shown !== second) await sleep(100);
  assert.match(node.said(), /was renewed/);
});
