import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { type DirectoryRequest, directoryLook } from '../../contract/network/directory-calls.ts';
import { type Opinion, opinion } from '../../contract/network/directory-news.ts';
import type { NetworkSnapshot } from '../../contract/network/network-snapshot.ts';
import { directoryQueueGroup, subjects } from '../../contract/network/subjects.ts';
import { SurecastError } from '../../contract/surecast-error.ts';
import { temporaryDirectory } from '../../fixtures/temporary-directory.ts';
import type { DirectoryClient, KnownServers } from './directory-client.ts';
import { openDirectoryClient } from './open-directory-client.ts';
import { type DirectoryLab, type LabClient, openDirectoryLab } from './testing/directory-lab.ts';

const main = { name: 'main', nodeUrl: 'https://main:7400' };
const register = (broadcast: string): DirectoryRequest => ({ kind: 'register', broadcast, main });

/** Asks until an answer fits: the network is made of parts that learn of each other in their own time. */
async function eventually<T>(what: string, ask: () => Promise<T | undefined | false>): Promise<T> {
  const deadline = performance.now() + 120_000;
  for (let last: unknown; ; ) {
    try {
      const found = await ask();
      if (found !== undefined && found !== false) return found;
    } catch (error) {
      if (!(error instanceof SurecastError)) throw error;
      last = error.message;
    }
    if (performance.now() > deadline) throw new Error(`It did not come about: ${what} (${String(last)})`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function snapshot(directory: DirectoryClient): Promise<NetworkSnapshot> {
  const reply = await directory.ask({ kind: 'snapshot' });
  assert.equal(reply.kind, 'snapshot');
  return reply as NetworkSnapshot;
}

const listed = async (directory: DirectoryClient): Promise<string[]> =>
  ((await snapshot(directory)).plan?.intermediates ?? []).map(({ name }) => name).sort();

const untilListed = (directory: DirectoryClient, names: readonly string[]) =>
  eventually(`the list is ${names}`, async () => (await listed(directory)).join() === names.join());

const untilAlive = (directory: DirectoryClient, names: readonly string[]) =>
  eventually(`${names} are heard by all`, async () => {
    const { nodes } = await snapshot(directory);
    return names.every((name) =>
      nodes.some(({ heartbeat, health }) => heartbeat.name === name && health !== 'dead'),
    );
  });

async function servers({ directory }: LabClient, broadcast: string): Promise<string[]> {
  const known = await directory.servers(broadcast);
  return known.kind === 'assigned' ? known.answer.servers.map(({ name }) => name) : [];
}

test('main and edge get the same answer, from whichever member; a drained server’s broadcasts move and are told of', async (t) => {
  const lab = await openDirectoryLab(t);
  const members = [await lab.startMember('dir-1'), await lab.startMember('dir-2')];
  for (const name of ['mid-1', 'mid-2', 'mid-3']) await lab.startNode(name, ['intermediate']);
  const publisher = await lab.startClient('main', ['main']);
  const edge = await lab.startClient('edge', ['edge']);
  const operator = await lab.startOperator();
  await untilListed(operator, ['mid-1', 'mid-2', 'mid-3']);

  // Both members write at once, each against the other.
  const names = Array.from({ length: 20 }, (_, at) => `b-${at}`);
  await Promise.all(['sunday', ...names].map((name) => publisher.directory.ask(register(name))));
  await eventually('all are in the plan', async () => {
    const { plan } = await snapshot(operator);
    return Object.keys(plan?.broadcasts ?? {}).length === 21;
  });
  const chosen = await servers(publisher, 'sunday');
  assert.equal(chosen.length, 2);
  // The member that is asked may hear of it a moment later than the other.
  assert.deepEqual(
    await eventually('the edge knows', async () => {
      const known = await servers(edge, 'sunday');
      return known.length > 0 && known;
    }),
    chosen,
  );
  assert.deepEqual(await edge.directory.servers('monday'), { kind: 'unknown' });

  const told: string[][] = [];
  edge.directory.onChange((answer) => told.push(answer.servers.map(({ name }) => name)));
  const [drained = '', standby = ''] = chosen;
  await operator.ask({ kind: 'drain', node: drained, draining: true });
  const moved = await eventually('the edge is told without asking', async () => told.at(-1));
  assert.ok(moved.includes(standby) && !moved.includes(drained), `${moved} of ${chosen}`);
  await eventually(
    'the main server is told',
    async () => (await servers(publisher, 'sunday')).join() === moved.join(),
  );

  // A member that dies costs nobody an answer, also to the questions that it has in hand.
  const asked: Promise<KnownServers>[] = [];
  for (let at = 0; at < 60; at++) {
    asked.push(edge.directory.servers(`unknown-${at}`));
    if (at === 20) void members[0]?.die();
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  for (const known of await Promise.all(asked)) assert.deepEqual(known, { kind: 'unknown' });
});

test('an algorithm is tried out, chosen and rolled back; explaining shows who was not chosen', async (t) => {
  const lab = await openDirectoryLab(t);
  await lab.startMember('dir-1');
  for (const name of ['mid-1', 'mid-2', 'mid-3']) await lab.startNode(name, ['intermediate']);
  const publisher = await lab.startClient('main', ['main']);
  const operator = await lab.startOperator();
  await untilListed(operator, ['mid-1', 'mid-2', 'mid-3']);
  for (let at = 0; at < 9; at++) await publisher.directory.ask(register(`b-${at}`));

  const before = await snapshot(operator);
  const choose = (dryRun: boolean) =>
    operator.ask({ kind: 'choose-algorithm', algorithm: { name: 'least-loaded', version: 1 }, dryRun });
  const tried = await choose(true);
  assert.deepEqual((await snapshot(operator)).plan, before.plan);
  const chosen = await choose(false);
  assert.ok(tried.kind === 'changed' && chosen.kind === 'changed');
  assert.deepEqual([tried.moves, tried.epoch, tried.dryRun], [chosen.moves, chosen.epoch, true]);
  assert.equal((await snapshot(operator)).plan?.algorithm.name, 'least-loaded');
  await operator.ask({ kind: 'roll-back' });
  assert.equal((await snapshot(operator)).plan?.algorithm.name, before.plan?.algorithm.name);

  const explained = await operator.ask({ kind: 'explain', broadcast: 'b-1' });
  assert.ok(explained.kind === 'explanation' && explained.answer.kind === 'assigned');
  assert.deepEqual(explained.candidates.map(({ name }) => name).sort(), ['mid-1', 'mid-2', 'mid-3']);
  const carrying = explained.candidates.filter(({ outcome }) => /^(primary|standby)/.test(outcome));
  assert.deepEqual(
    carrying.map(({ name }) => name).sort(),
    explained.answer.servers.map(({ name }) => name).sort(),
  );
});

test('nobody changes what is not theirs', async (t) => {
  const lab = await openDirectoryLab(t);
  await lab.startMember('dir-1');
  await lab.startNode('mid-1', ['intermediate']);
  const edge = await lab.startClient('edge', ['edge']);
  const publisher = await lab.startClient('main', ['main']);
  const rival = await lab.startClient('rival', ['main']);
  const operator = await lab.startOperator();
  await untilListed(operator, ['mid-1']);
  await publisher.directory.ask(register('sunday'));
  const plan = (await snapshot(operator)).plan;

  const forbidden: [LabClient, DirectoryRequest][] = [
    [edge, register('mine')],
    [edge, { kind: 'forget', broadcast: 'sunday' }],
    [edge, { kind: 'drain', node: 'mid-1', draining: true }],
    [publisher, { kind: 'choose-algorithm', algorithm: { name: 'least-loaded', version: 1 }, dryRun: false }],
    [publisher, { kind: 'roll-back' }],
    [rival, register('sunday')],
    [rival, { kind: 'forget', broadcast: 'sunday' }],
  ];
  for (const [{ directory }, request] of forbidden)
    await assert.rejects(directory.ask(request), { code: 'NODE_ROLE_LACKING' }, JSON.stringify(request));
  const taken = {
    kind: 'register',
    broadcast: 'sunday',
    main: { name: 'rival', nodeUrl: 'https://r:1' },
  } as const;
  await assert.rejects(rival.directory.ask(taken), { code: 'NETWORK_REFUSED' });
  await assert.rejects(operator.ask({ kind: 'drain', node: 'nobody', draining: true }), {
    code: 'NETWORK_REFUSED',
  });
  assert.deepEqual((await snapshot(operator)).plan, plan);
});

test('a dead intermediate is removed, and what it carried goes to its standby', async (t) => {
  const lab = await openDirectoryLab(t);
  for (const name of ['dir-1', 'dir-2', 'dir-3']) await lab.startMember(name);
  const mids = [];
  for (const name of ['mid-1', 'mid-2', 'mid-3']) mids.push(await lab.startNode(name, ['intermediate']));
  const publisher = await lab.startClient('main', ['main']);
  const operator = await lab.startOperator();
  await untilListed(operator, ['mid-1', 'mid-2', 'mid-3']);
  await publisher.directory.ask(register('sunday'));
  const [primary, standby] = await servers(publisher, 'sunday');
  await mids.find(({ name }) => name === primary)?.die();
  const after = await eventually('another carries it', async () => {
    const now = await servers(publisher, 'sunday');
    return now[0] !== primary && now;
  });
  assert.equal(after[0], standby);
  assert.ok(!(await listed(operator)).includes(primary ?? ''));
});

/** What the members say of the dead, newest last, as a node of its own hears it. */
async function hearOpinions(lab: DirectoryLab): Promise<(member: string) => readonly Opinion[]> {
  const { control } = await lab.startNode('listener', ['edge']);
  const said = new Map<string, Opinion[]>();
  control.subscribe({
    subject: subjects.opinion,
    schema: opinion,
    handle: (message, sender) => said.set(sender.name, [...(said.get(sender.name) ?? []), message]),
  });
  return (member) => said.get(member) ?? [];
}

test('a member that was cut off removes nobody when it is back', async (t) => {
  const lab = await openDirectoryLab(t);
  const [cut] = [
    await lab.startMember('dir-1'),
    await lab.startMember('dir-2'),
    await lab.startMember('dir-3'),
  ];
  const mids = ['mid-1', 'mid-2', 'mid-3'];
  for (const name of mids) await lab.startNode(name, ['intermediate']);
  const operator = await lab.startOperator();
  const opinions = await hearOpinions(lab);
  await untilListed(operator, mids);
  await untilAlive(operator, ['dir-1', 'dir-2', 'dir-3', ...mids]);

  cut.hop.setLink({ type: 'cut' });
  await eventually('the others take it for dead', async () =>
    (await snapshot(operator)).nodes.some(
      ({ heartbeat, health }) => heartbeat.name === 'dir-1' && health === 'dead',
    ),
  );
  const saidBefore = opinions('dir-1').length;
  cut.hop.setLink({ type: 'passes' });
  const since = () => opinions('dir-1').slice(saidBefore);
  await eventually('it judges again', async () => since().at(-1)?.judges);
  assert.equal(since()[0]?.judges, false);
  assert.ok(since().every(({ dead }) => dead.length === 0));
  assert.deepEqual(await listed(operator), mids);
});

test('one of three members, left alone with the store, removes nobody', async (t) => {
  const lab = await openDirectoryLab(t);
  const members = [
    await lab.startMember('dir-1'),
    await lab.startMember('dir-2'),
    await lab.startMember('dir-3'),
  ];
  const mids = [];
  for (const name of ['mid-1', 'mid-2', 'mid-3']) mids.push(await lab.startNode(name, ['intermediate']));
  const operator = await lab.startOperator();
  const opinions = await hearOpinions(lab);
  await untilListed(operator, ['mid-1', 'mid-2', 'mid-3']);
  await untilAlive(operator, ['dir-1', 'dir-2', 'dir-3']);

  for (const { hop } of [...members.slice(1), ...mids]) hop.setLink({ type: 'cut' });
  const holding = () => opinions('dir-1').filter(({ dead }) => dead.length === 3);
  await eventually(
    'it takes all for dead, and has looked again and again',
    async () => holding().length >= 4,
  );
  assert.equal((await snapshot(operator)).member, 'dir-1');
  assert.deepEqual(await listed(operator), ['mid-1', 'mid-2', 'mid-3']);

  for (const { hop } of members.slice(1)) hop.setLink({ type: 'passes' });
  await untilListed(operator, []);
});

test('who only pretends to be of the directory is not believed', async (t) => {
  const lab = await openDirectoryLab(t);
  await lab.startMember('dir-1');
  await lab.startNode('mid-1', ['intermediate']);
  const publisher = await lab.startClient('main', ['main']);
  const edge = await lab.startClient('edge', ['edge']);
  const liar = await lab.startNode('liar', ['edge', 'intermediate']);
  const operator = await lab.startOperator();
  await untilListed(operator, ['liar', 'mid-1']);
  await publisher.directory.ask(register('sunday'));

  const asked: string[] = [];
  const self = { name: 'liar', nodeUrl: 'https://liar:7400' };
  liar.control.subscribe({
    subject: subjects.directory,
    schema: directoryLook,
    queueGroup: directoryQueueGroup,
    handle: (request, _, reply) => {
      asked.push(request.kind);
      const algorithm = { name: 'mine', version: 1 };
      const answer = {
        kind: 'assigned',
        broadcast: 'sunday',
        epoch: 99,
        algorithm,
        main: self,
        servers: [self],
      };
      reply({ ...answer, ttlSeconds: 1_000 });
    },
  });
  const lie = (): void => {
    liar.control.publish(subjects.epoch, { epoch: 2_000_000_000, since: 0, changed: [] });
    liar.control.publish(subjects.opinion, { judges: true, dead: ['mid-1'], leaving: false });
  };
  await eventually('it was asked, and its answer went by', async () => {
    lie();
    const known = await edge.directory.servers('sunday');
    if (known.kind === 'assigned') assert.deepEqual(known.answer.main, main);
    await edge.directory.ask({ kind: 'snapshot' });
    return asked.length > 3;
  });
  assert.ok(edge.directory.epoch() < 2_000_000_000);
  assert.deepEqual(await listed(operator), ['liar', 'mid-1']);
});

test('with NATS dead what was known goes on being answered, also by a node that was started again', async (t) => {
  const lab = await openDirectoryLab(t);
  const cacheFile = join(temporaryDirectory(t), 'directory.json');
  const member = await lab.startMember('dir-1');
  for (const name of ['mid-1', 'mid-2']) await lab.startNode(name, ['intermediate']);
  const publisher = await lab.startClient('main', ['main']);
  const edge = await lab.startClient('edge', ['edge'], cacheFile);
  const operator = await lab.startOperator();
  await untilListed(operator, ['mid-1', 'mid-2']);
  await publisher.directory.ask(register('sunday'));
  const before = await servers(edge, 'sunday');
  assert.equal(before.length, 2);

  await lab.nats.kill();
  await eventually(
    'nobody is connected',
    async () => !edge.control.isConnected() && !member.control.isConnected(),
  );
  assert.deepEqual(await servers(edge, 'sunday'), before);
  assert.deepEqual(await edge.directory.servers('never-heard-of'), { kind: 'unreachable' });
  await assert.rejects(publisher.directory.ask(register('monday')), { code: 'NETWORK_UNREACHABLE' });
  const again = await openDirectoryClient({ control: edge.control, log: () => undefined, cacheFile });
  t.after(() => again.close());
  const known = await again.servers('sunday');
  assert.deepEqual(known.kind === 'assigned' && known.answer.servers.map(({ name }) => name), before);

  // Back with an empty store: the member writes again what it holds, and nobody has been removed.
  await lab.nats.start({ isStoreLost: true });
  await eventually('changes are taken again', async () => publisher.directory.ask(register('monday')));
  assert.deepEqual(await servers(edge, 'sunday'), before);
  await untilListed(operator, ['mid-1', 'mid-2']);
});

test('a directory that has lost everything is told again by the main server, and edges go on meanwhile', async (t) => {
  const lab = await openDirectoryLab(t);
  const lost = await lab.startMember('dir-1');
  for (const name of ['mid-1', 'mid-2']) await lab.startNode(name, ['intermediate']);
  const publisher = await lab.startClient('main', ['main']);
  const edge = await lab.startClient('edge', ['edge']);
  const operator = await lab.startOperator();
  await untilListed(operator, ['mid-1', 'mid-2']);
  await publisher.directory.ask(register('sunday'));
  await publisher.directory.servers('sunday');
  assert.equal((await servers(edge, 'sunday')).length, 2);
  const { plan: before } = await snapshot(operator);

  await lost.die();
  await lab.nats.kill();
  await lab.nats.start({ isStoreLost: true });
  await lab.startMember('dir-2');
  await eventually('the broadcast is registered again', async () => {
    assert.equal((await servers(edge, 'sunday')).length, 2);
    return (await snapshot(operator)).plan?.broadcasts['sunday']?.servers.length === 2;
  });
  const { plan: after } = await snapshot(operator);
  assert.ok((after?.epoch ?? 0) > (before?.epoch ?? 0));
});
