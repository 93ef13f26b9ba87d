import assert from 'node:assert/strict';
import { test } from 'node:test';
import { connect } from '@nats-io/transport-node';
import { z } from 'zod';
import { freeTcpPort } from '../../fixtures/capture/free-port.ts';
import { makeTestNetwork } from '../../fixtures/network/test-network.ts';
import { startChildServer } from '../../fixtures/servers/child-server.ts';
import { requireBinary } from '../../fixtures/servers/find-binary.ts';
import { temporaryDirectory } from '../../fixtures/temporary-directory.ts';
import { connectControlPlane } from './connect-control-plane.ts';
import type { ControlPlane } from './control-plane.ts';
import { seal } from './sealed-message.ts';
import { controlPlace } from './testing/control-place.ts';
import { until } from './testing/until.ts';

const number = z.strictObject({ n: z.number() });

test('nodes hear and ask one another, and know who speaks', async (t) => {
  const { network, join } = await controlPlace(t);
  const main = join(await network.admit('main', ['main']));
  const edge = join(await network.admit('edge', ['edge']));
  const heard: unknown[] = [];
  main.subscribe({
    subject: 'double',
    schema: number,
    queueGroup: 'workers',
    handle: ({ n }, sender, reply) => {
      heard.push([n, sender.name]);
      reply({ n: 2 * n });
    },
  });
  await until('both are connected', () => main.isConnected() && edge.isConnected());
  const { value, sender } = await untilAnswered(edge);
  assert.deepEqual([value, sender], [{ n: 42 }, { name: 'main', roles: ['main'] }]);
  assert.deepEqual(heard.at(-1), [21, 'edge']);
  await assert.rejects(edge.request('nobody', {}, number, 30_000), { code: 'NETWORK_UNREACHABLE' });
});

/** The subscription of the other may be on its way yet. */
async function untilAnswered(control: ControlPlane) {
  for (let attempt = 0; ; attempt++) {
    try {
      return await control.request('double', { n: 21 }, number, 10_000);
    } catch (error) {
      if (attempt === 100) throw error;
    }
  }
}

const dayMs = 86_400_000;

test('what is forged, garbled or not for its sender to say is counted and dropped', async (t) => {
  const { network, server, join } = await controlPlace(t);
  const main = await network.admit('main', ['main']);
  const edge = await network.admit('edge', ['edge']);
  const stranger = await (await makeTestNetwork(temporaryDirectory(t))).admit('main', ['main']);
  const late = await network.admit('late', ['main'], { at: new Date(Date.now() - 10 * dayMs), days: 5 });
  const log: string[] = [];
  const listener = join(edge, log);
  const heard: number[] = [];
  listener.subscribe({
    subject: 's',
    schema: number,
    maySay: (sender) => sender.roles.includes('main'),
    handle: ({ n }) => heard.push(n),
  });
  const raw = await connect({ servers: server.url, tls: edge.tls });
  t.after(() => raw.close());
  await until('it is connected', () => listener.isConnected());
  const genuine = main.sign('s', '{"n":1}');
  const say = (message: unknown) => raw.publish('s', JSON.stringify(message));
  const sendAll = (): void => {
    raw.publish('s', 'garbage');
    raw.publish('s', new Uint8Array([0xff, 0xfe, 0]));
    say({ ...genuine, extra: 1 });
    say({ ...genuine, body: '{"n":7}' });
    say({ ...edge.sign('s', '{"n":7}'), certificate: genuine.certificate });
    say(main.sign('another subject', '{"n":7}'));
    raw.publish('s', seal(stranger, 's', { n: 7 }));
    raw.publish('s', seal(late, 's', { n: 7 }));
    say(main.sign('s', '{"n":"seven"}'));
    say(main.sign('s', 'no JSON'));
    raw.publish('s', seal(edge, 's', { n: 7 }));
    raw.publish('s', seal(main, 's', { n: 1 }));
  };
  // The first round is for the subscription to be there; then each message is counted once.
  while (heard.length === 0) {
    sendAll();
    await raw.flush();
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  await raw.flush();
  const before = listener.dropped();
  const rounds = heard.length;
  sendAll();
  await until('the last one was heard', () => heard.length > rounds);
  const after = listener.dropped();
  assert.ok(heard.every((n) => n === 1));
  assert.ok(after.garbage - before.garbage >= 3);
  assert.ok(after.forged - before.forged >= 4);
  assert.ok(after.untimely - before.untimely >= 1);
  assert.ok(after.misfit - before.misfit >= 2);
  assert.ok(after.foreign - before.foreign >= 1);
  assert.ok(log.some((line) => line.includes('by edge')));
});

test('an answer counts only from who may give it; a forged one does not end the question', async (t) => {
  const { network, server, join } = await controlPlace(t);
  const edge = await network.admit('edge', ['edge']);
  const directory = await network.admit('directory', ['directory']);
  const asking = join(await network.admit('main', ['main']));
  const raw = await connect({ servers: server.url, tls: edge.tls });
  t.after(() => raw.close());
  raw.subscribe('ask', {
    callback: (_, message) => {
      const to = message.reply ?? '';
      raw.publish(to, 'garbage');
      raw.publish(to, seal(edge, to, { n: 1 }));
      raw.publish(to, seal(directory, 'another reply', { n: 2 }));
      raw.publish(to, seal(directory, to, { n: 3 }));
    },
  });
  await raw.flush();
  const { value, sender } = await asking.request('ask', {}, number, 60_000, (said) =>
    said.roles.includes('directory'),
  );
  assert.deepEqual([value.n, sender.name], [3, 'directory']);
});

test('a node starts with NATS away, connects later, and hears again after NATS was killed', async (t) => {
  const { network, server, join } = await controlPlace(t);
  await server.kill();
  const log: string[] = [];
  const main = join(await network.admit('main', ['main'], { days: 3 }), log);
  const edge = join(await network.admit('edge', ['edge']));
  assert.ok(log[0]?.includes('expires on'));
  const heard: number[] = [];
  edge.subscribe({ subject: 's', schema: number, handle: ({ n }) => heard.push(n) });
  main.publish('s', { n: 0 });
  await assert.rejects(main.request('s', {}, number, 50), { code: 'NETWORK_UNREACHABLE' });
  await until('it is said', () => log.some((line) => line.includes('No connection to NATS')));
  const hears = async (n: number): Promise<void> => {
    await until(`${n} is heard`, () => {
      main.publish('s', { n });
      return heard.includes(n);
    });
  };
  await server.start();
  await hears(1);
  await server.kill();
  await until('both know', () => !main.isConnected() && !edge.isConnected());
  main.publish('s', { n: 2 });
  await server.start();
  await hears(3);
  assert.ok(!heard.includes(2) && !heard.includes(0));
});

test('a server that hangs is found out', async (t) => {
  const { network, server, join } = await controlPlace(t);
  const main = join(await network.admit('main', ['main']));
  await until('it is connected', () => main.isConnected());
  server.freeze();
  t.after(() => server.thaw());
  await until('it is away', () => !main.isConnected());
  server.thaw();
  await until('it is back', () => main.isConnected());
});

test('a node without a certificate of the network is not let in, and says so', async (t) => {
  const { join } = await controlPlace(t);
  const stranger = await (await makeTestNetwork(temporaryDirectory(t))).admit('main', ['main']);
  const log: string[] = [];
  const control = join(stranger, log);
  await until('it is said', () => log.some((line) => line.includes('No connection to NATS')));
  assert.equal(control.isConnected(), false);
});

test('a fault in one that listens ends nothing but itself', async (t) => {
  const { network, join } = await controlPlace(t);
  const log: string[] = [];
  const main = join(await network.admit('main', ['main']), log);
  const heard: number[] = [];
  main.subscribe({
    subject: 's',
    schema: number,
    handle: ({ n }) => {
      if (n === 0) throw new Error('a fault of ours');
      heard.push(n);
    },
  });
  await until('the second is heard after the first', () => {
    main.publish('s', { n: 0 });
    main.publish('s', { n: 1 });
    return heard.length > 0;
  });
  assert.ok(log.some((line) => line.includes('a fault of ours')));
  assert.equal(main.isConnected(), true);
});

test('a server with rules of its own is joined as it has them', async (t) => {
  const network = await makeTestNetwork(temporaryDirectory(t));
  const port = await freeTcpPort();
  const identity = await network.admit('main', ['main']);
  const control = connectControlPlane({
    identity,
    servers: [`nats://127.0.0.1:${port}`],
    log: () => undefined,
  });
  t.after(() => control.close());
  const server = await startChildServer({
    command: requireBinary('natsServer'),
    args: ['-a', '127.0.0.1', '-p', String(port)],
    isReady: async () => control.isConnected(),
  });
  t.after(() => server.kill());
  assert.equal(control.isConnected(), true);
});
