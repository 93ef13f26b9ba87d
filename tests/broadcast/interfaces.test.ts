import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import { after, before, describe, it, type TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { isInOwnNetwork, runInOwnNetwork, whyNoNetworks } from '../../fixtures/network/own-network.ts';
import { makeSecondNetwork, type SecondNetwork } from '../../fixtures/servers/second-network.ts';
import { judgeBroadcast } from '../judge/judge-broadcast.ts';
import { watchPlaylists } from '../judge/watch-playlists.ts';
import { encodedFrames } from '../testing/capture-processes.ts';
import { liveArgs } from '../testing/live-args.ts';
import { startSurecast } from '../testing/surecast-process.ts';
import { createWorkplace, smallPicture, startStore } from '../testing/workplace.ts';

/** Passes connections to a store on, and notes the address that each came from. */
async function startHop(t: TestContext, port: number) {
  const cameFrom: string[] = [];
  const server = createServer((client) => {
    cameFrom.push((client.remoteAddress ?? '').replace(/^::ffff:/, ''));
    const store = connect(port, '127.0.0.1');
    for (const socket of [client, store]) socket.on('error', () => undefined);
    client.pipe(store).pipe(client);
    client.on('close', () => store.destroy());
    t.after(() => client.destroy());
  }).listen(0, '::');
  await once(server, 'listening');
  t.after(() => server.close());
  return { cameFrom, port: (server.address() as AddressInfo).port };
}

async function startBroadcast(t: TestContext, network: SecondNetwork, family: 'ipv4' | 'ipv6') {
  const store = await startStore();
  t.after(() => store.server.stop());
  const place = await createWorkplace(t, { interfaceReturnSeconds: 2 });
  const { url, env, view } = await store.bucket();
  const hop = await startHop(t, Number(new URL(store.server.endpoint).port));
  const host = family === 'ipv4' ? network.server.ipv4 : `[${network.server.ipv6}]`;
  const watch = watchPlaylists(t, view, 'show', '180p');
  const interfaces = network.links.flatMap(({ name }) => ['--interface', name]);
  const program = startSurecast(liveArgs(place, [url], ...interfaces), {
    env: { ...env, AWS_ENDPOINT_URL_S3: `http://${host}:${hop.port}` },
    within: network.enter,
  });
  const deliveries = new RegExp(`${url} is delivered to over (\\w+)\\.`, 'g');
  return {
    links: network.links,
    cameFrom: hop.cameFrom,
    program,
    /** Waits until what is delivered went over these interfaces, in this order. */
    untilOver: (...names: string[]) =>
      program.untilSays(new RegExp(names.map((name) => `is delivered to over ${name}\\.`).join('[^]*'))),
    end: async () => {
      program.signal('SIGINT');
      const { status, stdout, stderr } = await program.ended;
      assert.equal(status, 0, stdout + stderr);
      await watch.stop();
      await judgeBroadcast(view, 'show', { ...smallPicture, frames: encodedFrames(place.data) });
      return [...stdout.matchAll(deliveries)].map(([, name]) => name);
    },
  };
}

if (isInOwnNetwork) {
  describe('a broadcast over two network interfaces', () => {
    let network: SecondNetwork;
    before(async () => {
      network = await makeSecondNetwork();
    });
    after(() => network.stop());

    it('goes over the other when one is down, back when that answers again, and on when it stalls', async (t) => {
      const { links, cameFrom, untilOver, end } = await startBroadcast(t, network, 'ipv4');
      const [eth0, wwan0] = links;
      await untilOver('eth0');
      assert.deepEqual(new Set(cameFrom), new Set([eth0.ipv4]));
      eth0.down();
      await untilOver('eth0', 'wwan0');
      assert.ok(cameFrom.includes(wwan0.ipv4));
      eth0.up();
      await untilOver('eth0', 'wwan0', 'eth0');
      eth0.stall();
      t.after(() => eth0.pass());
      await untilOver('eth0', 'wwan0', 'eth0', 'wwan0');
      assert.deepEqual(await end(), ['eth0', 'wwan0', 'eth0', 'wwan0']);
    });

    it('does so in IPv6', async (t) => {
      const { links, cameFrom, untilOver, end } = await startBroadcast(t, network, 'ipv6');
      await untilOver('eth0');
      links[0].down();
      t.after(() => links[0].up());
      await untilOver('eth0', 'wwan0');
      assert.deepEqual(new Set(cameFrom), new Set(links.map(({ ipv6 }) => ipv6)));
      await end();
    });
  });
} else {
  it('broadcasts over two network interfaces', { skip: whyNoNetworks() ?? false }, async (t) => {
    const args = ['--test', '--test-timeout=100000', fileURLToPath(import.meta.url)];
    const { status, said } = await runInOwnNetwork(args, { output: 'pipe', signal: t.signal });
    assert.equal(status, 0, said);
  });
}
