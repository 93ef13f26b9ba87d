import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { objectsPath, reprDigest, versionHeader } from '../../contract/network/object-transfer.ts';
import { makeTestNetwork } from '../../fixtures/network/test-network.ts';
import { temporaryDirectory } from '../../fixtures/temporary-directory.ts';
import { objectPath } from '../store/object-file-name.ts';
import { bytesOf, type MadeObject, madeObject } from '../store/testing/made-objects.ts';
import { mediaPlaylistOf } from '../store/testing/made-playlists.ts';
import { ask, makeNodeWorld, publish, type TestNode } from './testing/node-world.ts';

const segment = madeObject('show/720p/00000001-0a1b2c3d4e5f.ts', 400_000);
const pathOf = ({ key }: MadeObject) => objectsPath + key;

async function startMain(t: TestContext) {
  const world = await makeNodeWorld(t);
  const main = await world.start('main-1', 'main');
  const edge = await world.network.admit('edge-1', ['edge']);
  return { world, main, edge, token: await world.network.publishToken('show') };
}

const codeOf = (answer: { json: () => unknown }): unknown => Object(answer.json()).code;

test('an encoder publishes, asks for the proof, and nodes read: whole, in part, and only if it changed', async (t) => {
  const { main, edge, token } = await startMain(t);
  assert.equal((await publish(main, token, segment)).status, 201);
  assert.equal((await publish(main, token, segment)).status, 200);
  const proof = await ask(main, pathOf(segment), {
    method: 'HEAD',
    token,
    headers: { 'want-repr-digest': 'sha-256=10' },
  });
  assert.equal(proof.headers['repr-digest'], reprDigest(segment.sha256));
  assert.equal(proof.headers['content-length'], '400000');
  const whole = await ask(main, pathOf(segment), { as: edge });
  assert.deepEqual(whole.body, segment.bytes);
  assert.equal(whole.headers['content-type'], 'video/mp2t');
  assert.match(String(whole.headers['cache-control']), /immutable/);
  const part = await ask(main, pathOf(segment), { as: edge, headers: { range: 'bytes=100-199' } });
  assert.deepEqual([part.status, part.headers['content-range']], [206, 'bytes 100-199/400000']);
  assert.deepEqual(part.body, segment.bytes.subarray(100, 200));
  const beyond = await ask(main, pathOf(segment), { as: edge, headers: { range: 'bytes=400000-' } });
  assert.deepEqual([beyond.status, beyond.headers['content-range']], [416, 'bytes */400000']);
  const same = await ask(main, pathOf(segment), {
    as: edge,
    headers: { 'if-none-match': `"${segment.sha256}"` },
  });
  assert.deepEqual([same.status, same.body.length], [304, 0]);
  assert.equal((await ask(main, '/objects/show/720p/none.ts', { as: edge })).status, 404);
});

test('a taken name is refused with what is there; a playlist replaces the version that it names', async (t) => {
  const { main, token } = await startMain(t);
  await publish(main, token, segment);
  const refused = await publish(main, token, madeObject(segment.key, 10));
  assert.deepEqual([refused.status, refused.headers.etag], [412, `"${segment.sha256}"`]);
  assert.equal(codeOf(refused), 'OBJECT_TAKEN');
  const [first, second] = ['1', '2'].map((text) => madeObject('show/720p/index.m3u8', text));
  assert.ok(first && second);
  assert.equal((await publish(main, token, second, first.sha256)).status, 412);
  await publish(main, token, first);
  assert.equal((await publish(main, token, second, first.sha256)).status, 201);
  assert.deepEqual(await bytesOf(main.store, first.key), second.bytes);
});

test('wrong bytes are refused and nothing of them is kept', async (t) => {
  const { main, token } = await startMain(t);
  const refused = await publish(main, token, { ...segment, bytes: Buffer.alloc(400_000, 7) });
  assert.deepEqual([refused.status, codeOf(refused)], [400, 'DIGEST_MISMATCH']);
  assert.equal(main.store.head(segment.key), undefined);
});

test('who may not is told so and changes nothing: no token, a forged one, an expired one, one for another broadcast, an edge', async (t) => {
  const { world, main, edge, token } = await startMain(t);
  const foreign = await makeTestNetwork(temporaryDirectory(t));
  const stranger = await foreign.admit('main-1', ['main']);
  const { network } = world;
  for (const other of [
    'forged.token.here',
    await network.publishToken('another'),
    await foreign.publishToken('show'),
    await network.watchToken('show'),
  ]) {
    const refused = await publish(main, other, segment);
    assert.deepEqual([refused.status, codeOf(refused)], [403, 'PUBLISHING_DENIED']);
  }
  const late = await publish(main, await network.publishToken('show', -90), segment);
  assert.deepEqual([late.status, codeOf(late)], [403, 'TOKEN_EXPIRED']);
  const headers = { 'repr-digest': reprDigest(segment.sha256), [versionHeader]: 5 };
  const put = { method: 'PUT', body: segment.bytes, headers };
  for (const as of [undefined, edge, stranger, main.identity])
    assert.equal((await ask(main, pathOf(segment), { ...put, ...(as && { as }) })).status, 403);
  assert.equal(main.store.head(segment.key), undefined);
  await publish(main, token, segment);
  for (const as of [undefined, stranger])
    assert.equal((await ask(main, pathOf(segment), as && { as })).status, 403);
  const tenDaysAgo = new Date(Date.now() - 10 * 86_400_000);
  const outdated = await network.admit('edge-2', ['edge'], { at: tenDaysAgo, days: 5 });
  const untimely = await ask(main, pathOf(segment), { as: outdated });
  assert.deepEqual([untimely.status, codeOf(untimely)], [403, 'IDENTITY_INVALID']);
  assert.match(String(untimely.body), /edge-2 is not valid by this node’s clock, \d{4}-.* UTC/);
  assert.equal(
    (await ask(main, pathOf(segment), { token: await network.publishToken('another') })).status,
    403,
  );
});

test('an intermediate takes objects of a main server alone, and no older playlist behind a newer one', async (t) => {
  const { world, main, edge, token } = await startMain(t);
  const mid = await world.start('mid-1', 'intermediate');
  const push = (object: MadeObject, version: number, as = main.identity) =>
    ask(mid, pathOf(object), {
      method: 'PUT',
      as,
      body: object.bytes,
      headers: { 'repr-digest': reprDigest(object.sha256), [versionHeader]: version },
    });
  assert.equal((await push(segment, 1)).status, 201);
  assert.equal((await push(madeObject('show/index.m3u8', 'newer'), 7)).status, 201);
  assert.equal((await push(madeObject('show/index.m3u8', 'older'), 6)).status, 412);
  const other = await world.network.admit('mid-2', ['intermediate']);
  for (const as of [edge, other]) {
    const refused = await push(madeObject('show/a.ts', 10), 1, as);
    assert.deepEqual([refused.status, codeOf(refused)], [403, 'NODE_ROLE_LACKING']);
  }
  assert.equal((await publish(mid, token, madeObject('show/b.ts', 10))).status, 403);
});

test('a broadcast that moves to a main server whose clock is behind goes on at an intermediate', async (t) => {
  const { world, main } = await startMain(t);
  const mid = await world.start('mid-1', 'intermediate');
  const other = await world.network.admit('main-2', ['main']);
  const segments = [1, 2, 3].map((at) => madeObject(`show/720p/${at}.ts`, 10));
  const push = async (count: number, version: number, as = other) => {
    const { key, bytes, sha256 } = mediaPlaylistOf('show/720p/index.m3u8', segments.slice(0, count));
    const headers = { 'repr-digest': reprDigest(sha256), [versionHeader]: version };
    return (await ask(mid, objectsPath + key, { method: 'PUT', as, body: bytes, headers })).status;
  };
  assert.equal(await push(1, 1_600_000, main.identity), 201);
  assert.equal(await push(2, 1_000_000), 201);
  assert.equal(await push(3, 1_000_002), 201);
  assert.equal(await push(2, 1_000_001), 412);
});

test('whoever may publish may try the server out, in small', async (t) => {
  const { main, token } = await startMain(t);
  const probe = madeObject('.surecast-probe/0a-1b/good.m3u8', 'x');
  assert.equal((await publish(main, token, probe)).status, 201);
  assert.equal((await ask(main, pathOf(probe), { method: 'HEAD', token })).status, 200);
  assert.equal((await publish(main, token, madeObject(`${probe.key}2`, 70_000))).status, 413);
  assert.equal((await publish(main, 'forged', probe)).status, 403);
});

test('requests that are none are refused in words', async (t) => {
  const { main, edge, token } = await startMain(t);
  const refusals: readonly (readonly [string, Parameters<typeof ask>[2], number])[] = [
    ['/objects/../../etc/passwd', { as: edge }, 400],
    ['/objects/show/..%2f..%2fx', { as: edge }, 400],
    ['/objects/show/%2e%2e/%2e%2e/x', { as: edge }, 400],
    ['/objects/show', { as: edge }, 400],
    ['/elsewhere', { as: edge }, 404],
    [pathOf(segment), { method: 'DELETE', token }, 405],
    [pathOf(segment), { method: 'PUT', token, body: segment.bytes }, 400],
    [
      pathOf(segment),
      { method: 'PUT', token, headers: { 'content-length': 300_000_000, 'if-none-match': '*' } },
      413,
    ],
    [
      pathOf(segment),
      { method: 'PUT', token, body: segment.bytes, headers: { 'repr-digest': reprDigest(segment.sha256) } },
      428,
    ],
    ['/healthz', { headers: { 'x-large': 'x'.repeat(17_000) } }, 431],
  ];
  for (const [path, asked, status] of refusals) {
    const answer = await ask(main, path, asked);
    assert.deepEqual([path, answer.status], [path, status]);
    assert.doesNotMatch(answer.body.toString(), /\.ts:\d+|at .*\(/);
    assert.equal(typeof Object(answer.json()).cure, 'string');
  }
  assert.deepEqual(main.store.broadcasts(), []);
});

test('further paths are for whom they say', async (t) => {
  const world = await makeNodeWorld(t);
  const routes = [
    {
      path: '/metrics',
      roles: ['operator'],
      answer: (_: unknown, response: { end(text: string): void }) => response.end('up 1'),
    },
  ] as const;
  const main = await world.start('main-1', 'main', { routes });
  const operator = await world.network.admit('olga', ['operator']);
  assert.equal((await ask(main, '/metrics?x', { as: operator })).body.toString(), 'up 1');
  assert.equal((await ask(main, '/metrics')).status, 403);
  assert.equal((await ask(main, '/metrics', { as: main.identity })).status, 403);
  assert.deepEqual(Object((await ask(main, '/healthz')).json()).name, 'main-1');
});

test('an object that was changed on the disk is not proved, and can be published again', async (t) => {
  const { main, token } = await startMain(t);
  await publish(main, token, segment);
  await damage(main, segment);
  const proof = { method: 'HEAD', token, headers: { 'want-repr-digest': 'sha-256=10' } };
  assert.equal((await ask(main, pathOf(segment), proof)).status, 404);
  assert.equal((await publish(main, token, segment)).status, 201);
  assert.equal((await ask(main, pathOf(segment), proof)).status, 200);
});

async function damage(node: TestNode, { key }: MadeObject): Promise<void> {
  const held = node.store.head(key);
  assert.ok(held);
  await writeFile(objectPath(join(node.storeDirectory, 'objects'), held), Buffer.alloc(held.sizeBytes, 9));
}
