import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { SurecastError } from '../../contract/surecast-error.ts';
import { createAuthority } from '../../fixtures/servers/certificates.ts';
import { temporaryDirectory } from '../../fixtures/temporary-directory.ts';
import { readPair, renewsCertificates } from '../edge/testing/certificate-conformance.ts';
import { ask, parseAnswer, talk } from '../edge/testing/raw-request.ts';
import { findNginx } from './find-nginx.ts';
import { openNginxPlace } from './testing/nginx-place.ts';

const key = 'show/video/segment-7.ts';
const path = `/live/${key}`;
const segment = randomBytes(200_000);
const codeOf = (body: Buffer): unknown => (JSON.parse(body.toString()) as { code: unknown }).code;

async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isSo())) await sleep(20);
}

test('what the memory no longer holds comes from the disk, and its bytes are counted', async (t) => {
  const { server, cache, putEverywhere, all, sent } = await openNginxPlace(t);
  putEverywhere(key, segment);
  assert.deepEqual((await ask(server.port, `GET ${path}`)).body, segment);
  // Nothing behind nginx answers any more.
  await cache.close();
  await Promise.all(all.map((each) => each.close()));
  const held = await ask(server.port, `GET ${path}?any=query`);
  assert.deepEqual(held.body, segment);
  assert.match(held.headers.get('cache-control') ?? '', /immutable/);
  assert.deepEqual((await ask(server.port, `GET ${path}`, { Range: 'bytes=9-' })).body, segment.subarray(9));
  await until(() => sent() === segment.length * 3 - 9);
});

test('what was not there yet is given to the first who asks once it is', async (t) => {
  const { server, putEverywhere } = await openNginxPlace(t);
  assert.equal((await ask(server.port, `GET ${path}`)).status, 404);
  putEverywhere(key, segment);
  // Longer than anybody here remembers that something is missing.
  await sleep(2_500);
  assert.equal((await ask(server.port, `GET ${path}`)).status, 200);
});

renewsCertificates('nginx in front', async (t, tls) => {
  const { server, putEverywhere } = await openNginxPlace(t, { tls, limits: { idleSeconds: 300 } });
  return { ...server, putEverywhere };
});

test('of the viewers’ certificate nginx has copies that are of now, for this user alone', async (t) => {
  const { issue } = await createAuthority(temporaryDirectory(t));
  const [first, second] = [await readPair(issue), await readPair(issue)];
  const { server, directory } = await openNginxPlace(t, { tls: first });
  assert.deepEqual(await server.renewCertificate(second), { kind: 'renewed' });
  assert.equal((await server.renewCertificate({ cert: 'no certificate', key: 'no key' })).kind, 'refused');
  const kept = readdirSync(directory).filter((name) => /\.(crt|key)$/.test(name));
  assert.deepEqual(
    kept.map((name) => statSync(join(directory, name)).mode & 0o777),
    [0o600, 0o600],
  );
  const copies = kept.map((name) => readFileSync(join(directory, name), 'utf8'));
  assert.deepEqual(copies.toSorted(), [second.cert, second.key].toSorted());
});

test('wrong bytes never reach a viewer as a whole answer, and are not kept', async (t) => {
  const { server, primary, wrong, putEverywhere } = await openNginxPlace(t);
  putEverywhere(key, segment);
  primary.misbehave({ kind: 'lie', fromByte: 150_000 });
  const cut = await ask(server.port, `GET ${path}`);
  assert.equal(Number(cut.headers.get('content-length')), segment.length);
  assert.ok(cut.body.length < segment.length);
  assert.deepEqual(wrong, ['primary']);
  for (const attempt of ['first', 'held'])
    assert.deepEqual((await ask(server.port, `GET ${path}`)).body, segment, attempt);
});

test('one segment for all tokens, and for nobody without a good one', async (t) => {
  const refused = new SurecastError('WATCHING_DENIED', 'no');
  const { server, putEverywhere, all } = await openNginxPlace(t, {
    requiresToken: true,
    hooks: {
      authorize: ({ token }) =>
        token?.startsWith('good') ? { kind: 'allowed' } : { kind: 'denied', status: 403, error: refused },
    },
  });
  putEverywhere(key, segment);
  for (const token of ['good-1', 'good-2'])
    assert.deepEqual((await ask(server.port, `GET /live/~${token}/${key}`)).body, segment);
  assert.equal(
    all.reduce((sum, each) => sum + each.requests(key), 0),
    1,
  );
  const denied = [path, `/live/~bad/${key}`, '/live/~bad/show/index.m3u8'];
  for (const target of denied) {
    const answer = await ask(server.port, `GET ${target}`);
    assert.deepEqual([answer.status, codeOf(answer.body)], [403, 'WATCHING_DENIED'], target);
  }
  // What nginx would read as the same path is no other way in.
  for (const target of [`/live/~bad/%73how/video/segment-7.ts`, `/live/x/../~good/${key}`])
    assert.equal((await ask(server.port, `GET ${target}`)).status, 404, target);
  putEverywhere('show/video/index.m3u8', '#EXTM3U\n');
  assert.equal((await ask(server.port, 'GET /live/~good/show/video/index.m3u8')).status, 200);
});

test('viewers are told apart behind it, and cannot choose who they are', async (t) => {
  const seen: string[] = [];
  const { server } = await openNginxPlace(t, {
    hooks: {
      authorize: (_, { address }) => {
        seen.push(address);
        return { kind: 'allowed' };
      },
    },
  });
  await ask(server.port, 'GET /live/show/index.m3u8', { 'X-Real-IP': '203.0.113.9' });
  assert.deepEqual(seen, ['127.0.0.1']);
});

test('limits and malformed requests are answered in words', async (t) => {
  const { server } = await openNginxPlace(t, { limits: { requestsPerSecondPerClient: 1 } });
  const huge = parseAnswer(
    await talk(server.port, `GET ${path} HTTP/1.1\r\nHost: edge\r\nX-Huge: ${'x'.repeat(100_000)}\r\n\r\n`),
  );
  assert.equal(huge.status, 431);
  assert.equal(codeOf(huge.body), 'REQUEST_INVALID');
  const answers = await Promise.all(Array.from({ length: 60 }, () => ask(server.port, `GET ${path}`)));
  const refused = answers.find(({ status }) => status === 429);
  assert.equal(refused && codeOf(refused.body), 'TOO_MANY_REQUESTS');
  assert.equal(refused?.headers.get('retry-after'), '1');
});

test('a range behind the end is refused in words', async (t) => {
  const { server, putEverywhere } = await openNginxPlace(t);
  putEverywhere(key, segment);
  const answer = await ask(server.port, `GET ${path}`, { Range: 'bytes=900000-' });
  assert.equal(answer.status, 416);
  assert.equal(answer.headers.get('content-range'), 'bytes */200000');
  assert.equal(codeOf(answer.body), 'REQUEST_INVALID');
});

test('killed, it is started again, with what it held', async (t) => {
  const { server, putEverywhere, all } = await openNginxPlace(t);
  putEverywhere(key, segment);
  await ask(server.port, `GET ${path}`);
  const before = server.nginx.pid() ?? 0;
  process.kill(before, 'SIGKILL');
  await until(() => server.nginx.pid() !== before);
  await until(async () => {
    const answer = await ask(server.port, `GET ${path}`).catch(() => undefined);
    return answer?.status === 200 && answer.body.equals(segment);
  });
  assert.equal(
    all.reduce((sum, each) => sum + each.requests(key), 0),
    1,
  );
});

test('the log of what was sent is begun anew before it grows large, and nothing of it is lost', async (t) => {
  const { server, putEverywhere, directory, sent } = await openNginxPlace(t, {}, { largestLogBytes: 1_000 });
  putEverywhere(key, segment);
  const log = join(directory, 'sent.log');
  const first = statSync(log, { bigint: true }).ino;
  let asked = 0;
  await until(async () => {
    assert.equal((await ask(server.port, `GET ${path}`)).status, 200);
    asked += 1;
    return statSync(log, { bigint: true, throwIfNoEntry: false })?.ino !== first;
  });
  await until(() => sent() === asked * segment.length);
});

test('a program that is not nginx is said', async () => {
  await assert.rejects(findNginx({ SURECAST_NGINX: '/bin/true' }), { code: 'NGINX_MISSING' });
});
