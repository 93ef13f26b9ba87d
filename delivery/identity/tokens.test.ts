import assert from 'node:assert/strict';
import { createHmac, createPublicKey, generateKeyPairSync } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { type TestContext, test } from 'node:test';
import type { JWK } from 'jose';
import { publisherFile } from '../../contract/network/network-file.ts';
import { parseViewerPath } from '../../contract/network/viewer-paths.ts';
import { makeTestNetwork } from '../../fixtures/network/test-network.ts';
import { temporaryDirectory } from '../../fixtures/temporary-directory.ts';
import { signViewerUrl } from './sign-viewer-url.ts';
import { checkPublishToken, checkWatchToken, issuePublishToken } from './tokens.ts';

const setUp = async (t: TestContext) => {
  const network = await makeTestNetwork(temporaryDirectory(t));
  return { network, main: await network.admit('main', ['main']) };
};

const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const claims = { iss: 'test', aud: 'publish', sub: 'x', broadcasts: '*', exp: 4_000_000_000 };
const denied = { code: 'PUBLISHING_DENIED' };

test('a publishing token opens the broadcasts it names, and no other', async (t) => {
  const { network, main } = await setUp(t);
  const one = await network.publishToken('sunday');
  const many = await network.publishToken('show-*');
  const all = await network.publishToken('*');
  assert.equal((await checkPublishToken(main, one, 'sunday')).sub, 'encoder');
  await checkPublishToken(main, many, 'show-7');
  await checkPublishToken(main, all, 'anything');
  await assert.rejects(checkPublishToken(main, one, 'sunday-2'), denied);
  await assert.rejects(checkPublishToken(main, many, 'sho'), denied);
  for (const pattern of ['', '*a', 'a*b', 'a b', '../a'])
    await assert.rejects(network.publishToken(pattern), { code: 'USAGE' }, pattern);
});

test('expired tokens and those meant for something else are refused', async (t) => {
  const { network, main } = await setUp(t);
  await assert.rejects(checkPublishToken(main, await network.publishToken('*', -90), 'a'), {
    code: 'TOKEN_EXPIRED',
    message: /^The token expired at .* UTC; by this server’s clock it is .* UTC\.$/,
  });
  // The server's clock may be ahead of the one that it was issued by.
  await checkPublishToken(main, await network.publishToken('*', -30), 'a');
  await assert.rejects(checkPublishToken(main, await network.watchToken('*'), 'a'), denied);
  await assert.rejects(checkWatchToken(main, await network.publishToken('*'), 'a'), {
    code: 'WATCHING_DENIED',
  });
  await assert.rejects(checkWatchToken(main, await network.watchToken('*', -90), 'a'), {
    code: 'WATCHING_DENIED',
    message: /by this server’s clock it is/,
  });
  await checkWatchToken(main, await network.watchToken('a', -30), 'a');
  await checkWatchToken(main, await network.watchToken('a'), 'a');
});

test('forged tokens are refused, whatever algorithm they claim', async (t) => {
  const { network, main } = await setUp(t);
  const genuine = await network.publishToken('a');
  const [head = '', body = '', signature = ''] = genuine.split('.');
  const elsewhere = await issuePublishToken(
    { network: 'test', tokenKey: generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey },
    { publisher: 'x', broadcasts: '*', expiresAt: new Date(Date.now() + 60_000) },
  );
  const otherNetwork = await (await makeTestNetwork(temporaryDirectory(t))).publishToken('*');
  const none = `${encode({ alg: 'none' })}.${encode(claims)}.`;
  const hmac = hmacToken(main.tokenKey);
  const changed = `${head}.${encode(claims)}.${signature}`;
  const forged = {
    elsewhere,
    otherNetwork,
    none,
    hmac,
    changed,
    cut: `${head}.${body}`,
    empty: '',
    garbage: 'a.b.c',
  };
  for (const [what, token] of Object.entries(forged))
    await assert.rejects(checkPublishToken(main, token, 'a'), denied, what);
});

/** The public key taken for the secret of another algorithm. */
function hmacToken(tokenKey: JWK): string {
  const key = createPublicKey({ key: { ...tokenKey }, format: 'jwk' }).export({
    type: 'spki',
    format: 'pem',
  });
  const text = `${encode({ alg: 'HS256' })}.${encode(claims)}`;
  return `${text}.${createHmac('sha256', key).update(text).digest('base64url')}`;
}

test('a publisher file holds what an encoder needs', async (t) => {
  const { network, main } = await setUp(t);
  const path = await network.publisherFile('show-*');
  const file = publisherFile.parse(JSON.parse(await readFile(path, 'utf8')));
  assert.equal(file.ca, main.tls.ca);
  await checkPublishToken(main, file.token, 'show-1');
});

test('a signed URL carries a token that opens its own broadcast', async (t) => {
  const { network, main } = await setUp(t);
  const url = 'https://edge.example:8443/live/sunday/index.m3u8?a=1';
  const signed = new URL(await signViewerUrl(network.directory, url, new Date(Date.now() + 60_000)));
  assert.equal(signed.host, 'edge.example:8443');
  assert.equal(signed.search, '?a=1');
  const path = parseViewerPath(signed.pathname);
  assert.equal(path?.broadcast, 'sunday');
  assert.equal(path?.rest, 'index.m3u8');
  await checkWatchToken(main, path?.token ?? '', 'sunday');
  await assert.rejects(checkWatchToken(main, path?.token ?? '', 'monday'), { code: 'WATCHING_DENIED' });
  for (const wrong of ['edge.example', 'https://edge.example/', 'https://edge.example/live/sunday'])
    await assert.rejects(signViewerUrl(network.directory, wrong, new Date()), { code: 'USAGE' }, wrong);
});

test('no link is made of what is no viewer’s address, and no password repeated', async (t) => {
  const { network } = await setUp(t);
  const expiresAt = new Date(Date.now() + 60_000);
  for (const url of [
    'ftp://edge/watch/show',
    'https://edge/elsewhere',
    'https://user:hidden-7@edge/watch/show',
    'edge',
  ])
    await assert.rejects(
      signViewerUrl(network.directory, url, expiresAt),
      ({ code, message }: Error & { code?: string }) => code === 'USAGE' && !message.includes('hidden-7'),
      url,
    );
});
