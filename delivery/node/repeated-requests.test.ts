import assert from 'node:assert/strict';
import { test } from 'node:test';
import { connect } from '@nats-io/transport-node';
import { z } from 'zod';
import { directoryRefusal } from '../../contract/network/directory-calls.ts';
import { orderBegun, orderTaken } from '../../contract/network/node-order.ts';
import { subjects } from '../../contract/network/subjects.ts';
import { open } from '../control/sealed-message.ts';
import { until } from '../control/testing/until.ts';
import { openDirectoryLab } from '../directory/testing/directory-lab.ts';
import { followOrders } from './follow-orders.ts';

const main = { name: 'main', nodeUrl: 'https://main:7400' };
const algorithm = { name: 'least-loaded', version: 1 };

test('what another node has overheard changes nothing when it is said again', async (t) => {
  const lab = await openDirectoryLab(t);
  const { control } = await lab.startMember('dir-1');
  for (const name of ['mid-1', 'mid-2', 'mid-3']) await lab.startNode(name, ['intermediate']);
  const publisher = await lab.startClient('main', ['main']);
  const operator = await lab.startOperator();
  const obeyed: boolean[] = [];
  const edge = await lab.startNode('edge', ['edge']);
  followOrders(edge.control, 'edge', (draining) => obeyed.push(draining));
  const store = await control.openPlanStore();
  await until('all are there', () => {
    return store.current()?.plan.intermediates.length === 3 && control.nodes.isAlive('edge');
  });

  // A node like any other, that writes down what it hears.
  const spy = await lab.network.admit('spy', ['edge']);
  const raw = await connect({ servers: lab.nats.url, tls: spy.tls });
  t.after(() => raw.close());
  const overheard: { readonly subject: string; readonly bytes: Uint8Array }[] = [];
  for (const subject of [`${subjects.directoryChange}.*`, `${subjects.order}.edge`])
    raw.subscribe(subject, {
      callback: (_, { subject: on, data }) => void overheard.push({ subject: on, bytes: data.slice() }),
    });
  await raw.flush();

  await publisher.directory.ask({ kind: 'register', broadcast: 'sunday', main });
  await publisher.directory.ask({ kind: 'register', broadcast: 'monday', main });
  await publisher.directory.ask({ kind: 'forget', broadcast: 'monday' });
  for (const draining of [true, false]) {
    await operator.ask({ kind: 'drain', node: 'mid-1', draining });
    await operator.ask({ kind: 'drain', node: 'edge', draining });
  }
  await operator.ask({ kind: 'choose-algorithm', algorithm, dryRun: false });
  await operator.ask({ kind: 'roll-back' });
  await raw.flush();
  // A machine that is slow may have made them ask again.
  const said = [...overheard];
  const changes = said.filter(({ subject }) => subject.startsWith(subjects.directoryChange));
  assert.ok(changes.length >= 9 && said.length >= changes.length + 4, `${said.length} were overheard`);
  const changeable = () => {
    const { algorithm: chosen, intermediates = [], broadcasts = {} } = store.current()?.plan ?? {};
    return [
      chosen,
      intermediates.map(({ name, state }) => `${name} ${state}`).sort(),
      Object.keys(broadcasts),
    ];
  };
  const before = changeable();
  const obeyedBefore = [...obeyed];
  assert.deepEqual([obeyedBefore[0], obeyedBefore.at(-1)], [true, false]);

  const answers: string[] = [];
  for (const { subject, bytes } of said) {
    const answer = await raw.request(subject, bytes, { timeout: 60_000 });
    const opened = open(
      spy,
      answer.subject,
      answer.data,
      z.union([directoryRefusal, orderBegun, orderTaken]),
    );
    assert.ok(opened.kind === 'message');
    const { message } = opened;
    answers.push(message.kind === 'refused' ? message.code : message.kind);
  }
  const times = (answer: string): number => answers.filter((each) => each === answer).length;
  const orders = said.length - changes.length;
  assert.deepEqual([times('REPEATED'), times('repeated') + times('order-begun')], [changes.length, orders]);
  assert.ok(times('repeated') >= 2, answers.join(' '));
  assert.deepEqual(changeable(), before);
  assert.deepEqual(obeyed, obeyedBefore);
});

test('operators who change the network at the same moment all get what they asked for', async (t) => {
  const lab = await openDirectoryLab(t);
  const members = [await lab.startMember('dir-1'), await lab.startMember('dir-2')];
  const names = ['mid-1', 'mid-2', 'mid-3', 'mid-4'];
  for (const name of names) await lab.startNode(name, ['intermediate']);
  const operators = [await lab.startOperator('ada'), await lab.startOperator('ben')];
  const stores = await Promise.all(members.map(({ control }) => control.openPlanStore()));
  await until('all are there, and both members have read it', () =>
    stores.every((store) => store.current()?.plan.intermediates.length === names.length),
  );

  const replies = await Promise.all([
    ...names.map((node, at) => operators[at % 2]?.ask({ kind: 'drain', node, draining: true })),
    operators[0]?.ask({ kind: 'choose-algorithm', algorithm, dryRun: false }),
  ]);
  assert.deepEqual(
    replies.map((reply) => reply?.kind),
    [...names.map(() => 'done'), 'changed'],
  );
  await until('all of it is in the plan', () => {
    const plan = stores[0]?.current()?.plan;
    const draining = plan?.intermediates.filter(({ state }) => state === 'draining') ?? [];
    return draining.length === names.length && plan?.algorithm.name === algorithm.name;
  });
});
