import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { startToxiproxy, type Toxiproxy } from '../../fixtures/servers/toxiproxy.ts';
import { madeObject, putInto } from '../store/testing/made-objects.ts';
import { openNodeClient } from '../transfer/open-node-client.ts';
import { makeNodeWorld, type TestNode } from '../transfer/testing/node-world.ts';
import type { EdgeCache } from './edge-cache.ts';
import { openEdgeCache } from './open-edge-cache.ts';
import { bytesOf, objectOf, unhurried } from './testing/edge-place.ts';

const segment = madeObject('show/720p/00000001.ts', 700_000);
const link = 'to-primary';

type World = {
  readonly cache: EdgeCache;
  readonly primary: TestNode;
  readonly proxy: Awaited<ReturnType<Toxiproxy['createProxy']>>;
};

/** An edge that reaches its primary over a link that can be made to fail, all of them over TLS with certificates on both sides. */
async function openWorld(t: TestContext): Promise<World> {
  const world = await makeNodeWorld(t);
  const main = await world.start('main-1', 'main');
  const [primary, standby] = [
    await world.start('mid-1', 'intermediate'),
    await world.start('mid-2', 'intermediate'),
  ];
  for (const { store } of [main, primary, standby])
    await putInto(store, segment, { kind: 'newest', version: 1 });
  const toxiproxy = await startToxiproxy();
  t.after(() => toxiproxy.stop());
  const proxy = await toxiproxy.createProxy(link, new URL(primary.address.nodeUrl).host);
  const client = openNodeClient({ identity: await world.network.admit('edge-1', ['edge']) });
  t.after(() => client.close());
  const answer = {
    kind: 'assigned' as const,
    broadcast: 'show',
    epoch: 1,
    algorithm: { name: 'test', version: 1 },
    main: main.address,
    servers: [{ ...primary.address, nodeUrl: `https://${proxy.address}` }, standby.address],
    ttlSeconds: 60,
  };
  const cache = openEdgeCache({
    directory: { servers: async () => ({ kind: 'assigned', answer, askedAtMs: 0 }) },
    client,
    windowSeconds: 60,
    maxBytes: 100_000_000,
    log: () => undefined,
    onWrongBytes: () => undefined,
    timing: { ...unhurried, stallMs: 500 },
  });
  t.after(() => cache.close());
  return { cache, primary, proxy };
}

test('over TLS an object comes from the primary, right', async (t) => {
  const { cache } = await openWorld(t);
  assert.deepEqual(await bytesOf(await objectOf(cache, segment.key)), segment.bytes);
  assert.equal(cache.pullsFrom('show'), 'mid-1');
});

test('a link that stalls in the middle of an object: who reads it goes on with what the standby sends', async (t) => {
  const { cache, proxy } = await openWorld(t);
  const slow = { name: 'slow', type: 'bandwidth', stream: 'downstream', attributes: { rate: 200 } } as const;
  await proxy.addToxic(slow);
  const pieces: Buffer[] = [];
  const object = await objectOf(cache, segment.key);
  for await (const piece of object.read(0, object.sizeBytes - 1)) {
    if (pieces.length === 0)
      await proxy.addToxic({
        name: 'stall',
        type: 'timeout',
        stream: 'downstream',
        attributes: { timeout: 0 },
      });
    pieces.push(piece);
  }
  assert.deepEqual(Buffer.concat(pieces), segment.bytes);
});

test('a primary that dies is done without at once', async (t) => {
  const { cache, primary } = await openWorld(t);
  await primary.server.close();
  assert.deepEqual(await bytesOf(await objectOf(cache, segment.key)), segment.bytes);
  assert.equal(cache.pullsFrom('show'), 'mid-2');
});
