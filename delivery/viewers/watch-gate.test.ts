import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { test } from 'node:test';
import { SignJWT } from 'jose';
import { parseViewerPath, type ViewerPath } from '../../contract/network/viewer-paths.ts';
import { SurecastError } from '../../contract/surecast-error.ts';
import { createWatchGate } from './watch-gate.ts';

const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const expiresAtMs = 1_800_000_000_000;

const tokenTill = (ms: number, id = ''): Promise<string> =>
  new SignJWT({ id })
    .setProtectedHeader({ alg: 'ES256' })
    .setExpirationTime(ms / 1_000)
    .sign(privateKey);

function pathOf(text: string): ViewerPath {
  const path = parseViewerPath(text);
  assert.ok(path !== undefined, text);
  return path;
}

/** A gate whose check counts how often it was asked, and refuses what it does not know. */
function gateFor(genuine: readonly string[], most?: number) {
  const asked: string[] = [];
  const gate = createWatchGate(
    {
      kind: 'required',
      check: async (token, broadcast) => {
        asked.push(`${broadcast} ${token}`);
        if (!genuine.includes(token)) throw new SurecastError('WATCHING_DENIED', 'It is forged.');
      },
    },
    most,
  );
  return { gate, asked };
}

test('without a policy everybody may watch', async () => {
  const gate = createWatchGate({ kind: 'open' });
  assert.equal(await gate(pathOf('/live/show/index.m3u8'), 0), undefined);
});

test('a genuine token is checked once, for each broadcast', async () => {
  const token = await tokenTill(expiresAtMs);
  const { gate, asked } = gateFor([token]);
  for (const rest of ['index.m3u8', '720p/index.m3u8', '720p/1.ts'])
    assert.equal(await gate(pathOf(`/live/~${token}/show/${rest}`), 0), undefined);
  assert.equal(asked.length, 1);
  await gate(pathOf(`/live/~${token}/other/index.m3u8`), 0);
  assert.equal(asked.length, 2);
});

test('no token and a forged one are refused with a cure', async () => {
  const { gate } = gateFor([]);
  for (const path of ['/live/show/index.m3u8', '/join/show', '/steering/~a.b.c/show', '/watch/~a.b.c/show']) {
    const error = await gate(pathOf(path), 0);
    assert.equal(error?.code, 'WATCHING_DENIED');
    assert.ok(error.cure.length > 0);
  }
  assert.equal(await gate(pathOf('/player/watch.css'), 0), undefined, 'the page’s own files are open');
});

test('a token that ends in mid-broadcast ends playlists after a minute’s leeway and segments a minute later', async () => {
  const token = await tokenTill(expiresAtMs);
  const { gate } = gateFor([token]);
  const playlist = pathOf(`/live/~${token}/show/720p/index.m3u8`);
  const segment = pathOf(`/live/~${token}/show/720p/7.ts`);
  assert.equal(await gate(playlist, expiresAtMs + 59_999), undefined);
  const refused = await gate(playlist, expiresAtMs + 60_000);
  assert.equal(refused?.code, 'WATCHING_DENIED');
  assert.match(refused.message, /by this server’s clock it is 2027-01-15 08:01:00 UTC/);
  assert.equal(await gate(segment, expiresAtMs + 119_999), undefined);
  assert.equal((await gate(segment, expiresAtMs + 120_000))?.code, 'WATCHING_DENIED');
});

test('so many tokens are remembered and no more, and forged ones push none out', async () => {
  const tokens = await Promise.all(['a', 'b', 'c'].map((id) => tokenTill(expiresAtMs, id)));
  const [a = '', b = '', c = ''] = tokens;
  const { gate, asked } = gateFor(tokens, 2);
  const ask = (token: string) => gate(pathOf(`/live/~${token}/show/index.m3u8`), 0);
  await ask(a);
  await ask(b);
  for (let n = 0; n < 10; n++) await ask(`forged.${n}`);
  await ask(a);
  assert.equal(asked.filter((line) => line.endsWith(a)).length, 1);
  await ask(c);
  await ask(b);
  assert.equal(
    asked.filter((line) => line.endsWith(b)).length,
    2,
    'the one not used for longest was forgotten',
  );
});
