import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { connect } from '@nats-io/transport-node';
import { deadAfterMs } from '../../contract/network/heartbeat.ts';
import { subjects } from '../../contract/network/subjects.ts';
import type { SurecastError } from '../../contract/surecast-error.ts';
import type { NodeIdentity } from '../identity/node-identity.ts';
import type { ControlPlane } from './control-plane.ts';
import { type Heartbeats, startHeartbeats } from './heartbeats.ts';
import { controlPlace } from './testing/control-place.ts';
import { edgeFacts, heartbeatOf, instanceOf } from './testing/heartbeat-facts.ts';
import { until } from './testing/until.ts';

type Speaker = Heartbeats & { readonly taken: SurecastError[] };

/** @param number a smaller one gives a smaller instance id */
function speak(t: TestContext, control: ControlPlane, identity: NodeIdentity, number = 1): Speaker {
  const taken: SurecastError[] = [];
  const onNameTaken = (error: SurecastError): void => void taken.push(error);
  const instance = instanceOf(number);
  const heartbeats = startHeartbeats({ control, identity, facts: () => edgeFacts, onNameTaken, instance });
  t.after(() => heartbeats.stop());
  return { ...heartbeats, taken };
}

test('nodes hear one another, and the silence of one that has ended', async (t) => {
  const { network, join } = await controlPlace(t);
  const edge = await network.admit('edge', ['edge']);
  const main = join(await network.admit('main', ['main']));
  const changes: string[] = [];
  main.nodes.onChange((name) => changes.push(name));
  const { instance, stop } = speak(t, join(edge), edge);
  const heard = await until('it is heard', () => main.nodes.get('edge'));
  assert.equal(heard.heartbeat.instance, instance);
  assert.ok(Math.abs(heard.clockOffsetMs) < 60_000);
  await until('it goes on', () => (main.nodes.get('edge')?.heartbeat.sequence ?? 0) >= 2);
  assert.equal(main.nodes.isAlive('edge'), true);
  stop();
  await until('it is taken for dead', () => !main.nodes.isAlive('edge'));
  assert.equal(main.nodes.health('edge'), 'dead');
  assert.deepEqual([changes[0], changes.at(-1)], ['edge', 'edge']);
});

test('nobody is taken for dead by who cannot hear', async (t) => {
  const { network, server, join } = await controlPlace(t);
  const edge = await network.admit('edge', ['edge']);
  const main = join(await network.admit('main', ['main']));
  speak(t, join(edge), edge);
  await until('it is heard', () => main.nodes.isAlive('edge'));
  await server.kill();
  await until('it is away', () => !main.isConnected());
  const sequence = main.nodes.get('edge')?.heartbeat.sequence ?? 0;
  const began = performance.now();
  await until(
    'the time has passed that a dead one gets',
    () => performance.now() - began > deadAfterMs + 500,
  );
  assert.equal(main.nodes.isAlive('edge'), true);
  await server.start();
  await until('it is heard again', () => (main.nodes.get('edge')?.heartbeat.sequence ?? 0) > sequence);
});

test('a second process of one name learns that it is taken, and gets it once the first is silent', async (t) => {
  const { network, join } = await controlPlace(t);
  const edge = await network.admit('edge', ['edge']);
  const main = join(await network.admit('main', ['main']));
  const first = speak(t, join(edge), edge);
  await until('the first is heard', () => main.nodes.get('edge'));
  const second = speak(t, join(edge), edge, 2);
  const [refusal] = await until('the second is told', () => second.taken.length > 0 && second.taken);
  assert.equal(refusal?.code, 'NODE_NAME_TAKEN');
  assert.ok(refusal?.message.includes(first.instance));
  await until(
    'the first is heard still',
    () => main.nodes.get('edge')?.heartbeat.instance === first.instance,
  );
  assert.equal(first.taken.length, 0);
  first.stop();
  const third = speak(t, join(edge), edge, 3);
  await until('the third has the name', () => main.nodes.get('edge')?.heartbeat.instance === third.instance);
  assert.equal(third.taken.length, 0);
});

test('heartbeats of a node’s former life, said again by another node, do not end it or keep it from starting', async (t) => {
  const { network, server, join } = await controlPlace(t);
  const edge = await network.admit('edge', ['edge']);
  const spy = await network.admit('spy', ['edge']);
  const raw = await connect({ servers: server.url, tls: spy.tls });
  t.after(() => raw.close());
  const subject = `${subjects.heartbeat}.edge`;
  const overheard: Uint8Array[] = [];
  const recording = raw.subscribe(subject, { callback: (_, { data }) => void overheard.push(data.slice()) });
  await raw.flush();
  // Of two ids the smaller one stays: that of the former life is.
  const former = speak(t, join(edge), edge, 1);
  await until('its heartbeats are recorded', () => overheard.length >= 2);
  former.stop();
  recording.unsubscribe();

  const main = join(await network.admit('main', ['main']));
  const saying = setInterval(() => {
    for (const bytes of overheard) raw.publish(subject, bytes);
  }, 100);
  t.after(() => clearInterval(saying));
  const now = speak(t, join(edge), edge, 2);
  const isAsked: string[] = [];
  raw.subscribe(`${subjects.instance}.edge`, { callback: (_, { subject: on }) => void isAsked.push(on) });
  await until('it speaks, and has asked after the other again and again', () => {
    return main.nodes.get('edge')?.heartbeat.instance === now.instance && isAsked.length >= 3;
  });
  assert.deepEqual(now.taken, []);
});

test('of two that begin at once exactly one stays', async (t) => {
  const { network, join } = await controlPlace(t);
  const edge = await network.admit('edge', ['edge']);
  const main = join(await network.admit('main', ['main']));
  const controls = [join(edge), join(edge)];
  await until('both are connected', () => controls.every((each) => each.isConnected()));
  const speakers = controls.map((control, index) => speak(t, control, edge, index));
  await until('one is told', () => speakers.some(({ taken }) => taken.length > 0));
  const stays = speakers.find(({ taken }) => taken.length === 0);
  await until('the other is heard', () => main.nodes.get('edge')?.heartbeat.instance === stays?.instance);
  assert.equal(speakers.flatMap(({ taken }) => taken).length, 1);
});

test('who lies about its name or its roles is not heard', async (t) => {
  const { network, join } = await controlPlace(t);
  const main = join(await network.admit('main', ['main']));
  const edge = join(await network.admit('edge', ['edge']));
  await until('both are connected', () => main.isConnected() && edge.isConnected());
  const sentAt = new Date(Date.now() + 5 * 3_600_000).toISOString();
  let sequence = 0;
  const foreign = await until('the truth is heard, and each lie is counted', () => {
    edge.publish(`${subjects.heartbeat}.main`, heartbeatOf({ name: 'main' }));
    edge.publish(`${subjects.heartbeat}.edge`, heartbeatOf({ name: 'main' }));
    edge.publish(`${subjects.heartbeat}.other`, heartbeatOf({ name: 'edge' }));
    edge.publish(`${subjects.heartbeat}.edge`, heartbeatOf({ roles: ['edge', 'directory'] }));
    edge.publish(`${subjects.heartbeat}.edge`, heartbeatOf({ sentAt, sequence: sequence++ }));
    return main.nodes.get('edge') !== undefined && main.dropped().foreign;
  });
  assert.ok(foreign >= 4);
  assert.equal(main.nodes.get('main'), undefined);
  assert.deepEqual(main.nodes.get('edge')?.heartbeat.roles, ['edge']);
  // Its clock is hours off, and it is heard all the same.
  assert.ok(Math.abs((main.nodes.get('edge')?.clockOffsetMs ?? 0) - 5 * 3_600_000) < 60_000);
});
